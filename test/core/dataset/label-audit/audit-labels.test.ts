import { describe, expect, test } from '@jest/globals';
import { auditLabels } from '../../../../core/dataset/label-audit/audit-labels.ts';
import { flipLabels } from '../../../support/flip-labels.ts';
import { labelledTexts } from '../../../support/labelled-texts.ts';

const { flipped, places } = flipLabels(labelledTexts(150), 0.05, 3);

describe('the label audit', () => {
  test('finds labels that were exchanged, and says what they should be', async () => {
    const right = labelledTexts(150);
    const { audited, suspects, unjudgedLabels, selfConfidence } = await auditLabels(flipped);
    expect(audited).toBe(300);
    expect(selfConfidence).toHaveLength(300);
    expect(unjudgedLabels).toEqual([]);
    const hits = suspects.filter(({ index }) => places.has(index));
    expect(hits.length / places.size).toBeGreaterThan(0.7);
    expect(hits.length / suspects.length).toBeGreaterThan(0.9);
    for (const { index, label, suggested, selfConfidence: own, suggestedProbability } of hits) {
      expect(label).toBe(flipped[index]?.label);
      expect(suggested).toBe(right[index]?.label);
      expect(own + suggestedProbability).toBeCloseTo(1, 5);
    }
  });

  test('suspects nothing where all labels are right', async () => {
    const { suspects, estimatedErrors } = await auditLabels(labelledTexts(150));
    expect(suspects).toEqual([]);
    expect(estimatedErrors).toBe(0);
  });

  test('is the same for the same seed, from a stream as from an array', async () => {
    async function* stream() {
      yield* flipped;
    }
    expect(await auditLabels(stream(), { seed: 5 })).toEqual(await auditLabels(flipped, { seed: 5 }));
  });

  test('lets other work go on and tells how far it is', async () => {
    const shares: number[] = [];
    let turns = 0;
    let over = false;
    const count = () => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    await auditLabels(flipped, { onProgress: (share) => shares.push(share) });
    over = true;
    expect(turns).toBeGreaterThan(20);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(shares[0]).toBeGreaterThan(0);
  });

  test('copies of a wrongly labelled text do not vouch for each other', async () => {
    const wrong = { text: 'Note: the goalie and the puck met the slapshot at the rink', label: 'baseball' };
    const { suspects } = await auditLabels([
      ...labelledTexts(100),
      wrong,
      wrong,
      { ...wrong, text: wrong.text.toUpperCase() },
    ]);
    expect(suspects.map(({ index }) => index).toSorted()).toEqual([200, 201, 202]);
  });

  test.each<[string, { text: string; label: string }[], string[]]>([
    ['no examples', [], []],
    ['one label', labelledTexts(20).map(({ text }) => ({ text, label: 'only' })), []],
    [
      'one label besides a rare one',
      [...labelledTexts(20).map(({ text }) => ({ text, label: 'much' })), { text: 'x', label: 'rare' }],
      ['rare'],
    ],
  ])('has nothing to say of %s', async (_name, examples, unjudgedLabels) => {
    const audit = await auditLabels(examples);
    expect(audit).toMatchObject({ audited: examples.length, suspects: [], confidentErrors: [], unjudgedLabels });
    expect(audit.selfConfidence).toHaveLength(examples.length);
  });

  test('neither suspects nor suggests a label of which there are too few examples', async () => {
    const rare = [0, 1, 2].map((at) => ({ text: `Note ${at}: the goalie and the puck`, label: 'curling' }));
    const { suspects, unjudgedLabels } = await auditLabels([...flipped, ...rare]);
    expect(unjudgedLabels).toEqual(['curling']);
    expect(suspects.length).toBeGreaterThan(0);
    expect(suspects.filter(({ label, suggested }) => label === 'curling' || suggested === 'curling')).toEqual([]);
  });

  test('reads texts without a single known feature', async () => {
    const empty = Array.from({ length: 30 }, (_, at) => ({ text: ' '.repeat(at), label: at % 2 ? 'a' : 'b' }));
    const { audited, suspects } = await auditLabels(empty);
    expect(audited).toBe(30);
    for (const { selfConfidence } of suspects) expect(selfConfidence).not.toBeNaN();
  });
});
