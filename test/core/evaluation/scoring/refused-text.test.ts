import { describe, expect, test } from '@jest/globals';
import { LabelsmithError } from '../../../../core/errors.ts';
import { scoreExamples } from '../../../../core/evaluation/scoring/score-examples.ts';
import type { PredictionHost } from '../../../../core/prediction/prediction-host.ts';
import { MODEL } from './asked-model.ts';

const clock = () => new Date('2026-11-26T10:00:00Z');
const examples = Array.from({ length: 10 }, (_, row) => ({ row, text: `text ${row}`, expected: 'hockey' }));

/** Answers with a label, and refuses the texts of some rows; of the neutral text it says what it is told to. */
const filtering = (refused: number, neutral?: LabelsmithError, tellsProbabilities = true): PredictionHost => ({
  async answer({ text }) {
    const row = examples.findIndex((one) => one.text === text);
    if (row === -1 && neutral) throw neutral;
    if (row !== -1 && row < refused) throw new LabelsmithError('ProviderRefused', 'answered 400', '');
    return { token: 'hockey', alternatives: tellsProbabilities ? [{ token: 'hockey', logprob: -0.1 }] : null };
  },
});
const score = (host: PredictionHost) => scoreExamples({ host, clock }, MODEL, examples);

describe('a text that the host refuses', () => {
  test('is not answered, while the host answers a neutral one', async () => {
    const scored = await score(filtering(2));
    expect(scored.map(({ label }) => label)).toEqual([null, null, ...Array(8).fill('hockey')]);
    expect(scored.map(({ refused }) => refused ?? false)).toEqual([true, true, ...Array(8).fill(false)]);
    expect(scored[0]?.probabilities?.map(({ probability, estimated }) => [probability, estimated])).toEqual([
      [0.5, true],
      [0.5, true],
    ]);
  });

  test('has probabilities only where the host tells them', async () => {
    const scored = await score(filtering(1, undefined, false));
    expect(scored.map(({ probabilities }) => probabilities)).toEqual(Array(10).fill(null));
  });

  test('may be half of all, and not one more: then the host is away', async () => {
    expect((await score(filtering(5))).filter(({ label }) => label === null)).toHaveLength(5);
    await expect(score(filtering(6))).rejects.toMatchObject({ name: 'ProviderRefused' });
  });

  test.each(['ProviderRefused', 'ProviderUnavailable', 'KeyRefused'] as const)(
    'ends scoring where the neutral one ends in %s',
    async (name) => {
      await expect(score(filtering(1, new LabelsmithError(name, 'no', '')))).rejects.toMatchObject({ name });
    },
  );
});
