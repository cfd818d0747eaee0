import { createReadStream } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readExample } from '../../../core/contract/example-row.ts';
import { type PreparedDataset, type PrepareOptions, prepareDataset } from '../../../core/dataset/prepare.ts';
import type { Source } from '../../../core/dataset/source.ts';
import { hasRealData, realDataPath } from '../../support/real-data.ts';
import { rawLinesOf, toJsonLines, withDefaults } from './memory-source.ts';

const POSTS = 'newsgroups-sport.train.jsonl';
const describeReal = hasRealData(POSTS) ? describe : describe.skip;

/** What the tool that OpenAI removed left out of the notebook's 1,197 posts. */
const LONG_ROWS = [134, 200, 281, 320, 404, 595, 704, 838, 1113, 1139, 1174];

/** The posts as the notebook wrote them: prompt and completion, the label being the last part of the group's name. */
async function* asNotebook(): AsyncGenerator<Uint8Array> {
  let rest = '';
  for await (const piece of createReadStream(realDataPath(POSTS), 'utf8')) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { label, text }: { label: string; text: string } = JSON.parse(line);
      yield Buffer.from(toJsonLines([{ prompt: text, completion: label.split('.').at(-1) }]));
    }
  }
}

const source: Source = { name: 'sport2.jsonl', open: asNotebook };
const prepare = (options: Partial<PrepareOptions> = {}) =>
  prepareDataset(source, withDefaults({ format: 'completion', ...options }));

const textsOf = async (prepared: PreparedDataset, side: 'train' | 'validation') =>
  (await rawLinesOf(prepared[side])).map((line) => readExample(line).text);

describeReal(`the notebook's posts (${POSTS})`, () => {
  test('lose the long ones that the old tool removed, and no others', async () => {
    const { dataset, preparation } = await prepare();
    expect(preparation.examples).toBe(1197);
    expect(preparation.removed).toEqual({ 'long-text': LONG_ROWS });
    expect(dataset.labels.map(({ answer, label }) => [label, answer])).toEqual([
      ['baseball', 'baseball'],
      ['hockey', 'hockey'],
    ]);
    expect(dataset.train.rows + dataset.validation.rows).toBe(1186);
    expect(Math.abs(dataset.validation.rows - 238)).toBeLessThanOrEqual(28);
  });

  test('give the same sides to the first 300 as to all of them', async () => {
    const [all, first] = [await prepare(), await prepare({ limit: 300 })];
    expect(first.preparation.removed).toEqual({ 'long-text': LONG_ROWS.slice(0, 3) });
    expect(first.dataset.train.rows + first.dataset.validation.rows).toBe(297);
    expect(Math.abs(first.dataset.validation.rows - 60)).toBeLessThanOrEqual(14);
    const [allTrain, allHeldOut] = [await textsOf(all, 'train'), await textsOf(all, 'validation')];
    expect(new Set(allTrain).isSupersetOf(new Set(await textsOf(first, 'train')))).toBe(true);
    expect(new Set(allHeldOut).isSupersetOf(new Set(await textsOf(first, 'validation')))).toBe(true);
  });

  test('end with the separator, which none of them holds, and are otherwise as they were', async () => {
    const { dataset, train } = await prepare({ limit: 300 });
    expect(dataset.promptForm).toEqual({ separator: '\n\n###\n\n', lowerCase: false, prefix: '' });
    for (const line of await rawLinesOf(train)) {
      const { completion, prompt }: { completion: string; prompt: string } = JSON.parse(line);
      expect(prompt.endsWith('\n\n###\n\n')).toBe(true);
      expect([' baseball', ' hockey']).toContain(completion);
    }
  });

  test('stay in chat format but for a few that say nothing, or stand in the way of a fair judgement', async () => {
    const { preparation, train, validation } = await prepare({ format: 'chat' });
    const removed = Object.entries(preparation.removed).map(([id, rows]) => [id, rows.length] as const);
    expect(removed.map(([id]) => id)).toEqual(['without-content', 'near-duplicate-across-split']);
    const gone = removed.reduce((sum, [, rows]) => sum + rows, 0);
    expect(gone).toBeGreaterThan(0);
    expect(gone).toBeLessThan(60);
    expect(train.rows + validation.rows + gone).toBe(1197);
  });
});
