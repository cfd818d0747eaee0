import { describe, expect, test } from '@jest/globals';
import type { WordCount } from '../../../core/contract/drift.ts';
import { compareServed } from '../../../core/drift/compare-served.ts';
import { countConfidences } from '../../../core/drift/confidence-class.ts';
import { type Fitted, fitModel } from '../../../core/learner/fit.ts';
import { countWords } from '../../../core/learner/model/count-words.ts';
import { type Model, predict } from '../../../core/learner/model/model.ts';
import { unlearntAnswers } from '../../../core/learner/training/unlearnt-answers.ts';
import { workHere } from '../../../core/learner/work.ts';
import { hasDataSet, type LabelledText, readLabelledTexts } from '../../support/real-data.ts';

const wordsOf = ({ model }: Fitted, rows: readonly LabelledText[]): WordCount =>
  rows
    .map(({ text }) => countWords(model, text))
    .reduce((sum, { words, unseen }) => ({ words: sum.words + words, unseen: sum.unseen + unseen }));

async function profileOf(fitted: Fitted, train: readonly LabelledText[], heldOut: readonly LabelledText[]) {
  const { confidences } = await unlearntAnswers(fitted.outOfFold, { seed: 0, most: 10_000, workers: workHere });
  return {
    labels: fitted.model.labels.map((label) => ({
      label,
      examples: train.filter((one) => one.label === label).length,
    })),
    confidences: countConfidences(confidences),
    words: wordsOf(fitted, heldOut),
  };
}

function answer(model: Model, text: string) {
  const probabilities = predict(model, text);
  const confidence = Math.max(...probabilities);
  return { label: model.labels[probabilities.indexOf(confidence)], confidence };
}

function serve(fitted: Fitted, rows: readonly LabelledText[]) {
  const { model } = fitted;
  const answers = rows.map(({ text }) => answer(model, text));
  return {
    version: 1,
    model: 'm',
    answers: rows.length,
    abstentions: 0,
    labels: model.labels.map((label) => ({ label, answers: answers.filter((one) => one.label === label).length })),
    confidences: countConfidences(answers.map(({ confidence }) => confidence)),
    words: wordsOf(fitted, rows),
  };
}

describe('on real text', () => {
  for (const { set, elsewhere, differs } of [
    { set: 'newsgroups-sport', elsewhere: 'sms-spam', differs: /labels.*confidence.*unseen words/ },
    // Posts are spam in its eyes as often as messages are.
    { set: 'sms-spam', elsewhere: 'newsgroups-sport', differs: /confidence.*unseen words/ },
  ]) {
    ([set, elsewhere].every((name) => hasDataSet(`${name}.train`)) ? test : test.skip)(
      `what ${set} holds besides is no drift, and ${elsewhere} is`,
      async () => {
        const rows = readLabelledTexts(`${set}.train`);
        const train = rows.filter((_, index) => index % 5 !== 0);
        const heldOut = rows.filter((_, index) => index % 5 === 0);
        const fitted = await fitModel(train);
        const profile = await profileOf(fitted, train, heldOut);
        const later = readLabelledTexts(`${set}.test`);
        expect(compareServed(serve(fitted, later), profile).warning).toBeNull();
        const [first] = fitted.model.labels;
        const ofOneLabel = later.filter(({ label }) => label === first);
        expect(compareServed(serve(fitted, ofOneLabel), profile).warning).toMatch(/labels/);
        const other = compareServed(serve(fitted, readLabelledTexts(`${elsewhere}.test`)), profile);
        expect(other.warning).toMatch(differs);
      },
    );
  }
});
