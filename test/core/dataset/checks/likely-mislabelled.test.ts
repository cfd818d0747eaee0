import { describe, expect, test } from '@jest/globals';
import { readExample } from '../../../../core/contract/example-row.ts';
import { hashText } from '../../../../core/dataset/hash-text.ts';
import type { LabelAuditor } from '../../../../core/dataset/label-audit/auditor.ts';
import type { PrepareOptions, PrepareSurroundings } from '../../../../core/dataset/options.ts';
import { labelledTexts } from '../../../support/labelled-texts.ts';
import { prepareRows, rawLinesOf } from '../memory-source.ts';

/** Posts about two sports, of which every 25th has the other one's label. */
const clean = labelledTexts(200);
const isFlipped = (row: number) => row % 25 === 7;
const rows = clean.map(({ label, text }, row) => ({
  text,
  label: isFlipped(row) ? (label === 'hockey' ? 'baseball' : 'hockey') : label,
}));
const flipped = [...rows.keys()].filter(isFlipped);

/** The posts are alike on purpose: only their labels are of interest here. */
const run = (options: Partial<PrepareOptions> = {}, surroundings?: PrepareSurroundings) =>
  prepareRows(
    rows,
    { ...options, checks: { 'near-duplicate': 'off', 'near-duplicate-across-split': 'off', ...options.checks } },
    surroundings,
  );

describe('labels that a model doubts', () => {
  test('are those that were flipped, by real out-of-fold predictions, the most doubtful first', async () => {
    const { preparation, train, validation } = await run({ checks: { 'likely-mislabelled': 'report' } });
    const check = preparation.checks.find(({ id }) => id === 'likely-mislabelled');
    expect(check).toMatchObject({ severity: 'warning', action: 'none' });
    const found = check?.rows ?? [];
    const right = found.filter(isFlipped).length;
    expect(right / flipped.length).toBeGreaterThan(0.5);
    expect(right / found.length).toBeGreaterThan(0.9);
    expect(preparation.removed).toEqual({});
    expect(train.rows + validation.rows).toBe(rows.length);

    const { suspects } = preparation;
    expect(suspects.map(({ row }) => row).sort((a, b) => a - b)).toEqual(found);
    expect(suspects.map(({ probability }) => probability)).toEqual(
      suspects.map(({ probability }) => probability).sort((a, b) => a - b),
    );
    for (const { label, probability, row, suggested, suggestedProbability } of suspects) {
      expect(label).toBe(rows[row]?.label);
      expect(suggested).not.toBe(label);
      expect(suggestedProbability).toBeGreaterThan(probability);
    }
  });

  test('leave training, and only training, where the settings say so', async () => {
    const reported = await run({ checks: { 'likely-mislabelled': 'report' } });
    const { preparation, train, validation } = await run({ checks: { 'likely-mislabelled': 'remove' } });
    const removed = preparation.removed['likely-mislabelled'] ?? [];
    expect(removed.length).toBeGreaterThan(3);
    expect(await rawLinesOf(validation)).toEqual(await rawLinesOf(reported.validation));
    expect(train.rows).toBe(reported.train.rows - removed.length);
    const trained = new Set(await rawLinesOf(train));
    expect(removed.some((row) => [...trained].some((line) => line.includes(JSON.stringify(rows[row]?.text))))).toBe(
      false,
    );
    // Held-out ones are still told of.
    expect(preparation.suspects).toEqual(reported.preparation.suspects);
  });

  test('are not looked for where the check is off', async () => {
    const audit = () => Promise.reject(new Error('nobody asked for an audit'));
    const { preparation } = await run({ checks: { 'likely-mislabelled': 'off' } }, { audit });
    expect(preparation.suspects).toEqual([]);
  });

  test('never take the last training example of a class', async () => {
    const audit: LabelAuditor = async (examples) => {
      const suspects = [];
      for await (const { label } of examples) {
        suspects.push({ index: suspects.length, label, suggested: '?', selfConfidence: 0, suggestedProbability: 1 });
      }
      return { audited: suspects.length, suspects };
    };
    const { dataset } = await run({ checks: { 'likely-mislabelled': 'remove' } }, { audit });
    expect(dataset.labels.map(({ train }) => train)).toEqual([1, 1]);
  });
});

describe('an audit', () => {
  /** Suspects the first example, and says that it looked at so many: at all of them unless told otherwise. */
  const auditOf =
    (seen: string[], most = Number.POSITIVE_INFINITY): LabelAuditor =>
    async (examples) => {
      for await (const { text } of examples) {
        if (seen.length === most) break;
        seen.push(text);
      }
      const suspect = { index: 0, label: 'a', suggested: 'b', selfConfidence: 0.1, suggestedProbability: 0.9 };
      return { audited: seen.length, suspects: [suspect] };
    };
  const checks = { 'likely-mislabelled': 'report', 'held-out-surplus': 10 } as const;
  const messageOf = ({ preparation }: Awaited<ReturnType<typeof run>>) =>
    preparation.checks.find(({ id }) => id === 'likely-mislabelled')?.message;

  test('is given what is trained on or scored, in hash order, and nothing else', async () => {
    const seen: string[] = [];
    const prepared = await run({ checks }, { audit: auditOf(seen) });
    const { preparation, train, validation } = prepared;
    expect(validation.rows).toBe(10);
    const written = [...(await rawLinesOf(train)), ...(await rawLinesOf(validation))];
    expect(seen.length).toBe(written.length);
    expect(seen.toSorted()).toEqual(written.map((line) => readExample(line).text).sort());
    expect(seen.map(hashText)).toEqual(seen.map(hashText).sort());
    expect(rows[preparation.suspects[0]?.row ?? -1]?.text).toBe(seen[0]);
    expect(messageOf(prepared)).not.toContain('were audited');
  });

  test('of a part of the examples is told to be one', async () => {
    const seen: string[] = [];
    const prepared = await run({ checks }, { audit: auditOf(seen, 5) });
    const { preparation, train, validation } = prepared;
    expect(messageOf(prepared)).toContain(`(5 of ${train.rows + validation.rows} examples were audited)`);
    expect(rows[preparation.suspects[0]?.row ?? -1]?.text).toBe(seen[0]);
  });
});

test('a row that two checks take out of training stands under one of them', async () => {
  const twice = rows.slice(0, 120).flatMap(({ label, text }) => {
    const longer = `${text}; ${text} and that was all there was to see of it on this long and rainy day of the year`;
    return [
      { text: longer, label },
      { text: `${longer} indeed`, label },
    ];
  });
  const audit: LabelAuditor = async (examples) => {
    const suspects = [];
    for await (const { label } of examples) {
      suspects.push({ index: suspects.length, label, suggested: '?', selfConfidence: 0, suggestedProbability: 1 });
    }
    return { audited: suspects.length, suspects: suspects.slice(0, 100) };
  };
  for (const across of ['report', 'remove'] as const) {
    const checks = { 'likely-mislabelled': 'remove', 'near-duplicate-across-split': across } as const;
    const { preparation, train, validation } = await prepareRows(twice, { checks }, { audit });
    const removed = Object.values(preparation.removed).flat();
    expect(new Set(removed).size).toBe(removed.length);
    expect(train.rows + validation.rows + removed.length).toBe(twice.length);
    expect(preparation.checks.find(({ id }) => id === 'near-duplicate-across-split')?.rows.length).toBeGreaterThan(0);
    expect(preparation.removed['likely-mislabelled']?.length).toBeGreaterThan(0);
  }
});
