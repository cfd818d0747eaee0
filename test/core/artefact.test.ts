import { describe, expect, test } from '@jest/globals';
import { describeIssues, readArtefact } from '../../core/artefact.ts';
import { runKey } from '../../core/contract/keys.ts';
import { classifyRequest } from '../../core/contract/prediction.ts';
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
