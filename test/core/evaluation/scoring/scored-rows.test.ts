import { describe, expect, test } from '@jest/globals';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { readScoredRows, writeScoredRows } from '../../../../core/evaluation/scoring/scored-rows.ts';
import { readText } from '../../../../core/store.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

const KEY = 'runs/run-1/predictions.jsonl';
const LABELS = ['hockey', '야구', 'a "quoted" label', '\u2028\u{1f3d2}'];

/** Twenty answers, of which each third has no probabilities. */
const ANSWERS: readonly ScoredExample[] = Array.from({ length: 20 }, (_, row) => ({
  row,
  expected: LABELS[row % LABELS.length] ?? '',
  label: row % 5 === 0 ? null : (LABELS[(row + 1) % LABELS.length] ?? ''),
  probabilities: row % 3 === 0 ? null : LABELS.map((label, index) => ({ label, probability: (4 - index) / 10 })),
  seconds: row / 7,
}));
const EXAMPLES = ANSWERS.map(({ row, expected }) => ({ row, expected, text: `text ${row}` }));
const TEXT = ANSWERS.map((answer) => `${JSON.stringify(answer)}\n`).join('');

const read = async (store: MemoryStore) => [...(await readScoredRows(store, KEY, EXAMPLES, LABELS)).values()];

describe('a file of scored examples', () => {
  test.each([1, 7, 400, 1_000_000])(
    'is what its lines are, in the order of rows, sent from %i characters on',
    async (piece) => {
      const store = new MemoryStore();
      await writeScoredRows(store, KEY, ANSWERS.toReversed(), piece);
      expect(await readText(store, KEY)).toBe(TEXT);
      const { size } = (await store.head(KEY)) ?? {};
      expect(size).toBe(Buffer.byteLength(TEXT));
    },
  );

  test('says how long it is before it is sent, and may be sent again', async () => {
    const bodies: [number, string, string][] = [];
    const store = new MemoryStore();
    const sent = async (body: { open(): AsyncIterable<Uint8Array> }) =>
      Buffer.concat(await Array.fromAsync(body.open())).toString();
    store.write = async (_key, body) => {
      if (typeof body === 'string' || body instanceof Uint8Array) throw new Error('not sent piece by piece');
      bodies.push([body.bytes, await sent(body), await sent(body)]);
      return { etag: '' };
    };
    await writeScoredRows(store, KEY, ANSWERS, 7);
    expect(bodies).toEqual([[Buffer.byteLength(TEXT), TEXT, TEXT]]);
  });

  test.each([1, 2, 3, 64, 1_000_000])(
    'gives back every answer when it comes %i bytes at a time',
    async (chunkBytes) => {
      const store = new MemoryStore({ chunkBytes });
      await writeScoredRows(store, KEY, ANSWERS);
      expect(await read(store)).toEqual(ANSWERS);
    },
  );

  test('that was cut anywhere gives back what is whole, and is whole again when the rest was answered', async () => {
    const bytes = Buffer.from(TEXT);
    for (let end = 0; end < bytes.length; end += 11) {
      const store = new MemoryStore({ chunkBytes: 16 });
      await store.write(KEY, bytes.subarray(0, end));
      const found = await read(store);
      // A last line is whole with its line feed or without it.
      const whole = TEXT.split('\n').filter((line, index, lines) => {
        const before = Buffer.byteLength(lines.slice(0, index).join('\n')) + (index > 0 ? 1 : 0);
        return line !== '' && before + Buffer.byteLength(line) <= end;
      });
      expect([end, found]).toEqual([end, ANSWERS.slice(0, whole.length)]);
      await writeScoredRows(store, KEY, [...ANSWERS.slice(found.length), ...found], 16);
      expect(await readText(store, KEY)).toBe(TEXT);
    }
  });

  test('that there is not holds no answer', async () => {
    expect(await read(new MemoryStore())).toEqual([]);
  });
});
