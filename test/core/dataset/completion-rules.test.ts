import { describe, expect, test } from '@jest/globals';
import type { CheckSettings } from '../../../core/contract/checks.ts';
import { dataset as datasetSchema } from '../../../core/contract/dataset.ts';
import { writeExample } from '../../../core/contract/example-row.ts';
import type { PrepareOptions } from '../../../core/dataset/prepare.ts';
import { linesOf, type Pair, prepareRows, rawLinesOf, somePairs } from './memory-source.ts';

/** What became of rows in completion format: prompts and completions by themselves, and what was said about it. */
async function prepareCompletion(rows: readonly Pair[], options: Partial<PrepareOptions> = {}) {
  const prepared = await prepareRows(rows, { format: 'completion', ...options });
  const { dataset, preparation, train, validation } = prepared;
  const raw = [...(await rawLinesOf(train)), ...(await rawLinesOf(validation))];
  const lines = [...(await linesOf(train)), ...(await linesOf(validation))] as { prompt: string; completion: string }[];
  const form = datasetSchema.parse(dataset).promptForm;
  const answers = new Map(dataset.labels.map(({ answer, label }) => [label, answer]));
  return {
    form,
    answers,
    raw: raw.sort(),
    prompts: lines.map(({ prompt }) => prompt).sort(),
    completions: [...new Set(lines.map(({ completion }) => completion))].sort(),
    changed: preparation.checks.filter(({ action }) => action === 'changed').map(({ id }) => id),
    labels: dataset.labels.map(({ label }) => label),
  };
}

const withTexts = (change: (text: string, index: number) => string) =>
  somePairs(20).map(({ label, text }, index) => ({ label, text: change(text, index) }));
const withLabels = (...labels: readonly string[]) =>
  somePairs(24).map(({ text }, index) => ({ text, label: labels[index % labels.length] ?? '' }));
const off = (...ids: readonly (keyof CheckSettings)[]): PrepareOptions['checks'] =>
  Object.fromEntries(ids.map((id) => [id, 'off']));

test('ordinary texts get the separator, and nothing else is changed', async () => {
  const { changed, form, prompts } = await prepareCompletion(somePairs(20));
  expect(changed).toEqual([]);
  expect(form).toEqual({ separator: '\n\n###\n\n', lowerCase: false, prefix: '' });
  expect(prompts).toEqual(
    withTexts((text) => `${text}\n\n###\n\n`)
      .map(({ text }) => text)
      .sort(),
  );
});

describe('mostly upper-case texts', () => {
  const shouted = withTexts((text) => text.toUpperCase());

  test('are lower-cased, all of them', async () => {
    const { changed, form, prompts } = await prepareCompletion([...shouted, { text: 'Ünder Way', label: 'odd' }]);
    expect(changed).toEqual(['upper-case']);
    expect(form?.lowerCase).toBe(true);
    expect(prompts).toContain('ünder way\n\n###\n\n');
    expect(prompts.join('')).toBe(prompts.join('').toLowerCase());
  });

  test('are those with more than a third of their letters upper case, letters without case not counted', async () => {
    const isLowered = async (text: string) =>
      (await prepareCompletion(withTexts((_, n) => `${n}${text}`))).form?.lowerCase;
    expect(await isLowered('Abc')).toBe(false);
    expect(await isLowered('ABcde')).toBe(true);
    expect(await isLowered('ÄBcde')).toBe(true);
    expect(await isLowered('ABcdef 한국어')).toBe(false);
    expect(await isLowered('ABcde 한국어한국어한국어한국어')).toBe(true);
  });

  test('stay where the check is off, or its threshold is higher', async () => {
    for (const checks of [off('upper-case'), { 'upper-case': 1 }]) {
      const { changed, form, prompts } = await prepareCompletion(shouted, { checks });
      expect([changed, form?.lowerCase]).toEqual([[], false]);
      expect(prompts[0]).toMatch(/^TEXT NUMBER/);
    }
  });

  test('stay in chat format', async () => {
    const { dataset, preparation, train } = await prepareRows(shouted);
    expect(dataset.promptForm).toBeUndefined();
    expect(preparation.checks.some(({ id }) => id === 'upper-case')).toBe(false);
    expect((await rawLinesOf(train)).every((line) => line.includes('TEXT NUMBER'))).toBe(true);
  });
});

describe('a beginning that all texts share', () => {
  const beginning = 'Subject: "ü"\n';
  const begun = withTexts((text, n) => `${beginning}${String.fromCharCode(97 + n)} ${text}`);

  test('of more than 12 characters is taken off', async () => {
    const { changed, form, prompts } = await prepareCompletion(begun);
    expect([...beginning]).toHaveLength(13);
    expect(changed).toEqual(['prompt-prefix']);
    expect(form?.prefix).toBe(beginning);
    expect(prompts[0]).toBe('a text number 0, of a kind\n\n###\n\n');
  });

  test('of 12 characters stays, and longer ones where the check is off', async () => {
    const shorter = begun.map(({ label, text }) => ({ label, text: text.slice(1) }));
    expect((await prepareCompletion(shorter)).form?.prefix).toBe('');
    expect((await prepareCompletion(shorter, { checks: { 'prompt-prefix': 11 } })).form?.prefix).toBe(
      beginning.slice(1),
    );
    expect((await prepareCompletion(begun, { checks: off('prompt-prefix') })).form?.prefix).toBe('');
  });

  test('stays where one text is nothing but that: its prompt would be empty', async () => {
    const { changed, form, prompts } = await prepareCompletion([...begun, { text: beginning, label: 'odd' }]);
    expect([changed, form?.prefix]).toEqual([[], '']);
    expect(prompts).toContain(`${beginning}\n\n###\n\n`);
  });

  test('ends before a character that only begins alike', async () => {
    // The two letters, and the two emoji, differ in their last byte only.
    const texts = withTexts((text, n) => `Subject: of all ${n % 2 === 0 ? 'é' : 'è'} ${text}`);
    expect((await prepareCompletion(texts)).form?.prefix).toBe('Subject: of all ');
    const emoji = withTexts((text, n) => `Subject: of all ${n % 2 === 0 ? '😀' : '😁'} ${text}`);
    expect((await prepareCompletion(emoji)).form?.prefix).toBe('Subject: of all ');
    const escapes = withTexts((text, n) => `Subject: of all ${n % 2 === 0 ? '\n' : '\t'} ${text}`);
    expect((await prepareCompletion(escapes)).form?.prefix).toBe('Subject: of all ');
  });

  test('is taken off in lower case where the texts are lower-cased', async () => {
    const { form, prompts } = await prepareCompletion(
      begun.map(({ label, text }) => ({ label, text: text.toUpperCase() })),
    );
    expect(form).toMatchObject({ lowerCase: true, prefix: 'subject: "ü"\n' });
    expect(prompts[0]).toBe('a text number 0, of a kind\n\n###\n\n');
  });
});

describe('the separator', () => {
  test.each([
    ['the second one where a text holds the usual one', '\n\n###\n\n', '\n\n===\n\n'],
    ['the third one where texts hold the first two', '\n\n###\n\n \n\n===\n\n', '\n\n---\n\n'],
    ['the fourth one where texts hold the first three', '\n\n###\n\n \n\n===\n\n \n\n---\n\n', '\n\n===>\n\n'],
    ['the usual one where a text holds only part of it', '\n###\n\n', '\n\n###\n\n'],
  ])('is %s', async (_, held, separator) => {
    const { changed, form, prompts } = await prepareCompletion(
      withTexts((text, n) => (n === 7 ? `${text}${held}!` : text)),
    );
    expect(form?.separator).toBe(separator);
    expect(changed).toEqual(separator === '\n\n###\n\n' ? [] : ['prompt-separator']);
    expect(prompts.every((prompt) => prompt.endsWith(separator))).toBe(true);
    expect(prompts.filter((prompt) => prompt.split(separator).length !== 2)).toEqual([]);
  });

  test.each(['\n\n###\n\n', '\n\n===\n\n', ' ->'])(
    '%j is kept where all texts end with it already',
    async (separator) => {
      const { changed, form, prompts } = await prepareCompletion(withTexts((text) => `${text}${separator}`));
      expect(form?.separator).toBe(separator);
      expect(changed).toEqual(['prompt-separator']);
      expect(prompts).toContain(`text number 0, of a kind${separator}`);
    },
  );

  test('is another one where all texts but one end with the usual one', async () => {
    const { form } = await prepareCompletion(withTexts((text, n) => (n === 3 ? text : `${text}\n\n###\n\n`)));
    expect(form?.separator).toBe('\n\n===\n\n');
  });

  test('of prompts that were prepared before is written anew', async () => {
    const rows = somePairs(20).map(({ label, text }) => ({ prompt: `${text}\n\n###\n\n`, completion: ` ${label}` }));
    const before = await prepareRows(somePairs(20), { format: 'completion' });
    expect((await prepareRows(rows, { format: 'completion' })).dataset).toEqual(before.dataset);
  });
});

describe('the answers', () => {
  test('lose what all labels begin with, if that is 5 characters or more; the labels stay', async () => {
    const { answers, changed, completions, labels } = await prepareCompletion(
      withLabels('sport.hockey', 'sport.baseball'),
    );
    expect(labels).toEqual(['sport.baseball', 'sport.hockey']);
    expect([...answers.values()]).toEqual(['baseball', 'hockey']);
    expect(completions).toEqual([' baseball', ' hockey']);
    expect(changed).toEqual(['completion-prefix']);
  });

  test.each<[string, readonly string[], PrepareOptions['checks']]>([
    ['the beginning is shorter', ['the.hockey', 'the.baseball'], {}],
    ['one label is the beginning itself', ['sport', 'sports'], {}],
    ['the check is off', ['sport.hockey', 'sport.baseball'], { 'completion-prefix': 'off' }],
    ['the threshold is higher', ['sport.hockey', 'sport.baseball'], { 'completion-prefix': 7 }],
  ])('are the labels where %s', async (_, labels, checks) => {
    const { answers, changed } = await prepareCompletion(withLabels(...labels), { checks });
    expect([...answers.values()]).toEqual(labels.toSorted());
    expect(changed).toEqual([]);
  });

  test('are in lower case where the labels are mostly upper case, unless two of them become one', async () => {
    const lowered = await prepareCompletion(withLabels('HOCKEY', 'BASEBALL'));
    expect([...lowered.answers]).toEqual([
      ['BASEBALL', 'baseball'],
      ['HOCKEY', 'hockey'],
    ]);
    expect(lowered.changed).toEqual(['upper-case']);
    const clashing = await prepareCompletion(withLabels('HOCKEY', 'Hockey'));
    expect([...clashing.answers.values()]).toEqual(['HOCKEY', 'Hockey']);
  });

  test('are the labels as they are in chat format', async () => {
    const { dataset } = await prepareRows(withLabels('SPORT.HOCKEY', 'SPORT.BASEBALL'));
    expect(dataset.labels.map(({ answer }) => answer)).toEqual(['SPORT.BASEBALL', 'SPORT.HOCKEY']);
  });

  test.each(['chat', 'completion'] as const)(
    'are numbers in %s format where first tokens coincide and one token must do',
    async (format) => {
      const alike = withLabels('rec.sport.hockey', 'rec.sport.baseball', 'rec');
      const { dataset } = await prepareRows(alike, { format, answers: 'auto' });
      expect(dataset.labels.map(({ answer, label }) => [label, answer])).toEqual([
        ['rec', '0'],
        ['rec.sport.baseball', '1'],
        ['rec.sport.hockey', '2'],
      ]);
      const apart = await prepareRows(withLabels('hockey', 'baseball'), { format, answers: 'auto' });
      expect(apart.dataset.labels.map(({ answer }) => answer)).toEqual(['baseball', 'hockey']);
    },
  );

  test.each([
    ['is the start of another label', ['app bug', 'application'], ['0', '1']],
    ['is half a character', ['긍정', '부정'], ['0', '1']],
    ['is another label in whole, and its own', ['app', 'application'], ['app', 'application']],
    ['is the start of its own label alone', ['야구', '하키'], ['야구', '하키']],
  ])('are told by the text of the first token, which %s', async (_, [one = '', other = ''], answers) => {
    const { dataset } = await prepareRows(withLabels(one, other), { format: 'chat', answers: 'auto' });
    expect(dataset.labels.map(({ answer }) => answer)).toEqual(answers);
  });
});

test('every line is what the contract writes for the text, the answer and the form', async () => {
  const rows = withTexts(
    (text, n) => `TO ALL OF YOU: ${n} "${text.toUpperCase()}"\\ ünd 한국어 \u2028${n === 3 ? '\n\n###\n\n.' : ''}`,
  );
  const { answers, form, raw } = await prepareCompletion(rows);
  expect(form).toEqual({ separator: '\n\n===\n\n', lowerCase: true, prefix: 'to all of you: ' });
  const expected = rows.map(({ label, text }) =>
    JSON.stringify(writeExample('completion', text, answers.get(label) ?? '', form)),
  );
  expect(raw).toEqual(expected.sort());
});
