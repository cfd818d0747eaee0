import { describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../../core/artefact.ts';
import { dataset as datasetSchema } from '../../../../core/contract/dataset.ts';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import type { PromptForm } from '../../../../core/contract/example-format.ts';
import { writeExample } from '../../../../core/contract/example-row.ts';
import { datasetKey } from '../../../../core/contract/keys.ts';
import { amongShared, comparableRows } from '../../../../core/evaluation/scoring/comparable-rows.ts';
import { asJsonLines } from '../../../support/labelled-texts.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

const OWN = 'a'.repeat(32);
const THEIRS = 'b'.repeat(32);
const labelsOf = (...names: string[]) => names.map((label) => ({ label, answer: label, train: 1, validation: 1 }));

/** A dataset of the champion's that trains on these texts. */
async function trained(
  texts: readonly string[],
  { format = 'chat', promptForm }: { format?: 'chat' | 'completion'; promptForm?: PromptForm } = {},
): Promise<MemoryStore> {
  const store = new MemoryStore();
  const side = { rows: texts.length, bytes: 1 };
  const lines = texts.map((text) => writeExample(format, text, 'ham', promptForm));
  await store.write(datasetKey(THEIRS, 'train.jsonl'), asJsonLines(lines));
  await writeArtefact(store, datasetKey(THEIRS, 'dataset.json'), datasetSchema, {
    schema: 'labelsmith.dataset.v1',
    dataset: THEIRS,
    format,
    ...(promptForm && { promptForm }),
    labels: labelsOf('ham', 'spam'),
    train: side,
    validation: side,
  });
  return store;
}

const heldOut = (...rows: [text: string, expected: string][]) =>
  rows.map(([text, expected], row) => ({ row, text, expected }));
const compare = (
  store: MemoryStore,
  examples: ReturnType<typeof heldOut>,
  { own = ['ham', 'spam'], theirs = ['ham', 'spam'], dataset = THEIRS, nearFrom = 0.8 as number | null } = {},
) =>
  comparableRows(
    store,
    { dataset: OWN, labels: labelsOf(...own) },
    { dataset, labels: labelsOf(...theirs) },
    examples,
    nearFrom,
  );

describe('the rows that two models are compared on', () => {
  test.each([
    ['as it is', 'Win a  prize!', {}],
    ['in other case and space', ' win A PRIZE!\n', {}],
    ['as a prompt', 'Win a prize!', { format: 'completion' as const }],
    [
      'as a prompt without what all texts began with',
      'Subject: win a prize!',
      {
        format: 'completion' as const,
        promptForm: { separator: ' ->', lowerCase: true, prefix: 'subject: ' },
        text: 'Subject: win a prize!',
      },
    ],
  ])('are without those that the champion learnt: %s', async (_name, learnt, form) => {
    const store = await trained([learnt, 'something else'], form);
    const texts = heldOut(['text' in form ? form.text : 'Win a prize!', 'spam'], ['Lunch at noon?', 'ham']);
    const { examples, comparison } = await compare(store, texts);
    expect(examples.map(({ row }) => row)).toEqual([1]);
    expect(comparison).toMatchObject({ examples: 1, trainedOn: 1, unknownLabel: 0 });
  });

  const LONG = 'The second shipment of the blue garden chairs leaves our warehouse in Rotterdam on the first Monday of';
  test.each<[string, string, number | null, number[]]>([
    ['with another word at the end', `${LONG} March`, 0.8, [1]],
    ['but not where nothing was taken out of training for it', `${LONG} March`, null, [0, 1]],
    ['but not where this much in common is too little', `${LONG} March`, 0.99, [0, 1]],
    ['but not with half of the words', LONG.split(' ').slice(0, 9).join(' '), 0.8, [0, 1]],
  ])(
    'are without what is nearly the same as a text that the champion learnt: %s',
    async (_name, learnt, nearFrom, left) => {
      const store = await trained(['something else entirely, which has nothing at all to do with any of it', learnt]);
      const texts = heldOut([`${LONG} May`, 'ham'], ['Lunch at noon?', 'spam']);
      const { examples, comparison } = await compare(store, texts, { nearFrom });
      expect(examples.map(({ row }) => row)).toEqual(left);
      expect(comparison).toMatchObject({ trainedOn: 0, nearlyTrainedOn: 2 - left.length });
    },
  );

  test('are counted once where the champion learnt the same and what is nearly the same', async () => {
    const store = await trained([`${LONG} may`, `${LONG} March`]);
    const { comparison } = await compare(store, heldOut([`${LONG} May`, 'ham'], [`${LONG} June`, 'ham']));
    expect(comparison).toMatchObject({ examples: 0, trainedOn: 1, nearlyTrainedOn: 1 });
  });

  test('are those whose label both know; the other labels are listed', async () => {
    const store = await trained([]);
    const { examples, comparison, sharedLabels } = await compare(
      store,
      heldOut(['Lunch?', 'ham'], ['Sale!', 'offer'], ['Win!', 'spam']),
      { own: ['ham', 'offer', 'spam'], theirs: ['ham', 'news', 'spam'] },
    );
    expect(examples.map(({ row }) => row)).toEqual([0, 2]);
    expect([...sharedLabels]).toEqual(['ham', 'spam']);
    expect(comparison).toEqual({
      examples: 2,
      trainedOn: 0,
      nearlyTrainedOn: 0,
      unknownLabel: 1,
      onlyCandidate: ['offer'],
      onlyChampion: ['news'],
    });
  });

  test.each([
    ['one label', ['ham', 'Spam']],
    ['no label', ['Ham', 'Spam']],
  ])('are none where both share %s: every answer among the shared would be right', async (_name, theirs) => {
    const store = await trained([]);
    const texts = heldOut(['Lunch?', 'ham'], ['Win!', 'spam']);
    const { examples, comparison } = await compare(store, texts, { own: ['ham', 'spam'], theirs });
    expect(examples).toEqual([]);
    expect(comparison).toMatchObject({ examples: 0, onlyChampion: theirs.filter((label) => label !== 'ham') });
  });

  test('are all of one dataset that both were trained on, which is not read again', async () => {
    const { comparison } = await compare(new MemoryStore(), heldOut(['Lunch?', 'ham']), { dataset: OWN });
    expect(comparison).toMatchObject({ examples: 1, trainedOn: 0 });
  });

  test('say that nobody knows where the dataset of the champion is gone', async () => {
    const { comparison } = await compare(new MemoryStore(), heldOut(['Lunch?', 'ham']));
    expect(comparison).toMatchObject({ examples: 1, trainedOn: null });
  });
});

const answer = (label: string | null, ...probabilities: [string, number][]): ScoredExample => ({
  row: 0,
  expected: 'ham',
  label,
  probabilities: probabilities.map(([name, probability]) => ({ label: name, probability })),
  seconds: 0,
});

describe('an answer among the labels that both know', () => {
  const shared = new Set(['ham', 'spam']);
  test.each<[string, ScoredExample, object]>([
    [
      'is the most probable of them, and sure of it in proportion',
      answer('offer', ['offer', 0.6], ['spam', 0.3], ['ham', 0.1]),
      {
        label: 'spam',
        probabilities: [
          { label: 'spam', probability: expect.closeTo(0.75) },
          { label: 'ham', probability: expect.closeTo(0.25) },
        ],
      },
    ],
    [
      'is none where the model was certain of another label',
      answer('offer', ['offer', 1], ['ham', 0], ['spam', 0]),
      { label: null },
    ],
    [
      'is none where the host returned another label alone, and theirs are estimates',
      {
        ...answer('offer'),
        probabilities: [
          { label: 'offer', probability: 0.8 },
          { label: 'ham', probability: 0.1, estimated: true },
          { label: 'spam', probability: 0.1, estimated: true },
        ],
      },
      { label: null, probabilities: [{ probability: 0.5 }, { probability: 0.5 }] },
    ],
    [
      'stays none where the model gave none',
      answer(null, ['ham', 1 / 3], ['offer', 1 / 3], ['spam', 1 / 3]),
      { label: null },
    ],
    [
      'is none where a host without probabilities gave another label',
      { ...answer('offer'), probabilities: null },
      { label: null },
    ],
    ['stays where it is one of them', { ...answer('ham'), probabilities: null }, { label: 'ham' }],
  ])('%s', (_name, given, expected) => {
    expect(amongShared(given, shared)).toMatchObject(expected);
  });

  test('is left alone where there are no others', () => {
    const given = answer('ham', ['ham', 0.9], ['spam', 0.1]);
    expect(amongShared(given, shared)).toBe(given);
  });
});
