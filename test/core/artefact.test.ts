import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { describeIssues, readArtefact } from '../../core/artefact.ts';
import { classifyRequest } from '../../core/contract/classify-request.ts';
import { runKey } from '../../core/contract/keys.ts';
import { run } from '../../core/contract/run.ts';
import { MemoryStore } from '../support/memory-store.ts';

const complaint = (input: unknown) => {
  const parsed = classifyRequest.safeParse(input);
  return parsed.success ? '' : describeIssues(parsed.error);
};

describe('what is wrong with an input', () => {
  test.each([
    [{}, /^texts?: .*undefined/],
    [{ text: 1 }, /^text: .*expected string/],
    [{ texts: Array.from({ length: 101 }, () => 'x') }, /^texts: .*<=100/],
    [{ texts: ['a', 2] }, /^texts\.1: .*expected string/],
    [{ text: 'x', topic: 'y' }, /topic/],
  ])('%p is named by field', (input, expected) => {
    expect(complaint(input)).toMatch(expected);
  });

  test('is told without the value, which may be a text of a user', () => {
    expect(complaint({ text: { secret: 'my private words' } })).not.toContain('private');
  });

  test.each<[string, object, string]>([
    ['one that is long', { text: 'x', [`topic${'y'.repeat(900_000)}`]: 1 }, `"topic${'y'.repeat(35)}..."`],
    [
      'many',
      { text: 'x', ...Object.fromEntries(Array.from({ length: 20_000 }, (_, place) => [`name${place}`, 1])) },
      '"name0", "name1", "name2" and 19997 more',
    ],
    ['one that is a text', { text: 'x', 'my private words': 1, '내 말': 2, topic: 3 }, '"...", "...", "topic"'],
  ])('names of unknown fields no further than one can tell them: %s', (_name, input, told) => {
    expect(complaint(input)).toBe(`unrecognized: ${told}`);
  });

  test('is one sentence of a bounded length, whatever the names are and however many of them are wrong', () => {
    const named = z.record(z.string(), z.number());
    const wrong = Object.fromEntries(Array.from({ length: 100 }, (_, place) => [`${place}${'n'.repeat(10_000)}`, 'x']));
    const parsed = z.object({ a: named, b: z.strictObject({}) }).safeParse({ a: wrong, b: wrong });
    const told = parsed.error ? describeIssues(parsed.error) : '';
    expect(told).toMatch(/^a\.0n{39}\.\.\.: /);
    expect(told.length).toBeLessThan(1_010);
  });
});

describe('an artefact', () => {
  test.each([
    ['no JSON', '{"schema":'],
    ['another form', '{"schema":"labelsmith.run.v1"}'],
  ])('with %s is refused by its key', async (_name, body) => {
    const store = new MemoryStore();
    const key = runKey('sports-1', 'run.json');
    await store.write(key, body);
    await expect(readArtefact(store, key, run)).rejects.toMatchObject({
      name: 'BrokenArtefact',
      message: expect.stringContaining(key),
    });
  });
});
