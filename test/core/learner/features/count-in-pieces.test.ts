import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { countInPieces } from '../../../../core/learner/features/count-in-pieces.ts';
import { doWork, type Workers } from '../../../../core/learner/work.ts';

/** Texts of 4,000 characters: some dozens make a piece. */
const examples = Array.from({ length: 400 }, (_, n) => ({ text: `${n} `.repeat(2_000), n }));

/** Answers at once, as threads seem to when several pieces have come back during one turn. */
const atOnce: Workers = async (pieces) => pieces.map((piece) => doWork(piece));

test('examples come back in their order, each with the features of its text', async () => {
  const seen: number[] = [];
  for await (const { texts, examples: some } of countInPieces(examples, atOnce)) {
    expect(texts.sizes.length).toBe(some.length);
    expect(texts.keys.length).toBe(texts.sizes.reduce((sum, size) => sum + size, 0));
    seen.push(...some.map(({ n }) => n));
  }
  expect(seen).toEqual(examples.map(({ n }) => n));
});

test('other work in the process has its turn before each piece', async () => {
  let turns = 0;
  let counting = true;
  const other = (async () => {
    for (; counting; turns += 1) await nextTurn();
  })();
  const turnsAt: number[] = [];
  for await (const _ of countInPieces(examples, atOnce)) turnsAt.push(turns);
  counting = false;
  await other;
  expect(turnsAt.length).toBeGreaterThan(8);
  for (const [piece, at] of turnsAt.slice(1).entries()) expect(at).toBeGreaterThan(turnsAt[piece] ?? 0);
});
