import { describe, expect, test } from '@jest/globals';
import { doWork, type WorkOf, workHere, workOne } from '../../../core/learner/work.ts';

const piece: WorkOf<'count'> = { kind: 'count', texts: ['a b a'], features: 'words' };

describe('a single piece of work', () => {
  test('gives what it gives by itself', async () => {
    expect(await workOne<'count'>(workHere, piece)).toEqual(doWork<'count'>(piece));
  });

  test('that only fills memory gives null, which is a result', async () => {
    const rows = {
      numbers: Int32Array.of(0),
      counts: Uint8Array.of(1),
      sizes: Int32Array.of(1),
      inverseFrequency: Float32Array.of(2),
      wordBlock: Uint8Array.of(1),
      start: 0,
      columns: new Int32Array(1),
      values: new Float32Array(1),
    };
    expect(await workOne<'rows'>(workHere, { kind: 'rows', rows })).toBeNull();
    expect(rows.values[0]).toBe(1);
  });

  test('whose result the workers lost is an error', async () => {
    await expect(workOne<'count'>(async () => [], piece)).rejects.toThrow('one piece of work gives one result');
  });
});
