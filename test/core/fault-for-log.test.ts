import { describe, expect, test } from '@jest/globals';
import { LabelsmithError } from '../../core/errors.ts';
import { faultForLog } from '../../core/fault-for-log.ts';

const TEXT = 'my doctor says that I';

/** What a parser throws of an answer that is not JSON. */
function parserFault(): unknown {
  try {
    return JSON.parse(TEXT);
  } catch (error) {
    return error;
  }
}

const ours = (cause: unknown) => new LabelsmithError('BrokenArtefact', 'a job is broken', 'Delete it.', { cause });
const ofAws = Object.assign(new Error('may not perform s3:GetObject'), { name: 'AccessDenied', $metadata: {} });

describe('what a log is told of a fault', () => {
  test.each([
    ['one of a parser, which quotes what it read', parserFault(), { name: 'SyntaxError' }],
    ['one of ours', ours(undefined), { name: 'BrokenArtefact', message: 'a job is broken', remedy: 'Delete it.' }],
    ['one of ours with a cause', ours(parserFault()), { message: 'a job is broken', cause: { name: 'SyntaxError' } }],
    ["one of AWS's", ofAws, { name: 'AccessDenied', message: 'may not perform s3:GetObject' }],
    ['an error that spreads over lines', new Error(`a\n${TEXT}\n    at home`), { name: 'Error' }],
    ['a text that was thrown', TEXT, { name: 'string' }],
    ['nothing', undefined, { name: 'undefined' }],
  ])('is the names and the places, and never a text: %s', (_name, fault, expected) => {
    const told = faultForLog(fault);
    expect(told).toMatchObject(expected);
    for (const word of ['doctor', 'home']) expect(JSON.stringify(told)).not.toContain(word);
  });

  test('leads to the line where it was thrown', () => {
    expect(faultForLog(new Error(TEXT)).at?.[0]).toContain('fault-for-log.test.ts');
  });

  test('ends when an error is its own cause', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    expect(JSON.stringify(faultForLog(loop)).match(/"cause"/g)).toHaveLength(5);
  });
});
