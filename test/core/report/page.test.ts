import { describe, expect, test } from '@jest/globals';
import type { Evaluation } from '../../../core/contract/evaluation.ts';
import { measure } from '../../../core/evaluation/metrics/metrics.ts';
import { renderReport } from '../../../core/report/page.ts';
import type { RunFacts } from '../../../core/report/run-facts.ts';
import { elementsOf, faultOf, isOf } from '../../support/page-elements.ts';
import { answersTo, evaluationOf, factsOf, jobOf, labelsOf, withoutProbabilities } from '../../support/report-facts.ts';
import { runRecord } from '../../support/run-record.ts';

const TWO = ['ham', 'spam'];
const good = answersTo(TWO, 240, 30);
const middling = answersTo(TWO, 240, 8);
const shuffled = answersTo(TWO, 240, 2);
const MANY = labelsOf(77);
const THOUSAND = labelsOf(1000);

const unfinished = (changes: Parameters<typeof runRecord>[1], facts: Partial<RunFacts> = {}): RunFacts =>
  factsOf(TWO, null, { run: runRecord('mails-1', changes), preparation: null, job: null, ...facts });
const reason = { code: 'UnusableSource', message: 'a.csv: it has no label', remedy: 'Name the column of the labels.' };

const firstVersion = factsOf(TWO, evaluationOf(TWO, good, null));
const promoted = factsOf(TWO, evaluationOf(TWO, good, middling));
const notPromoted = factsOf(TWO, evaluationOf(TWO, middling, good));
const fromShuffled = factsOf(TWO, evaluationOf(TWO, shuffled, good));
const manyClasses = factsOf(MANY, evaluationOf(MANY, answersTo(MANY, 1000, 9), answersTo(MANY, 1000, 5)));
const thousandClasses = factsOf(THOUSAND, evaluationOf(THOUSAND, answersTo(THOUSAND, 2000, 9), null));
const LONG = MANY.map((label) => label + ' and so on'.repeat(200));
const longLabels = factsOf(LONG, evaluationOf(LONG, answersTo(LONG, 1000, 9), answersTo(LONG, 1000, 5)));
const unsure = factsOf(TWO, evaluationOf(TWO, withoutProbabilities(good), withoutProbabilities(middling)));
const blocked = unfinished({
  status: 'blocked',
  state: 'Prepare dataset',
  finishedAt: '2026-11-22T10:00:09.000Z',
  reason,
});
const failed = unfinished(
  {
    status: 'failed',
    state: 'Poll tuning',
    finishedAt: '2026-11-22T10:00:09.000Z',
    job: 'ftjob-1',
    progress: { step: 2, epoch: 1, epochs: 3, trainLoss: 0.3 },
    reason: { code: 'JobFailed', message: 'job ftjob-1 failed: invalid_n_examples', remedy: 'Add examples.' },
  },
  { job: jobOf({ status: 'failed', model: null }) },
);
const underWay = unfinished({ state: 'Poll tuning' });

const REPORTS: Readonly<Record<string, RunFacts>> = {
  'a first version': firstVersion,
  'a version that was promoted': promoted,
  'one that was not': notPromoted,
  'one that learnt from shuffled labels': fromShuffled,
  '77 classes': manyClasses,
  '1,000 classes': thousandClasses,
  '77 classes whose labels are whole texts': longLabels,
  'a host without probabilities': unsure,
  'a run that was blocked before its job': blocked,
  'a run that failed': failed,
  'a run that is under way': underWay,
};

const tableOf = (page: string) => elementsOf(page).filter(({ tag }) => tag === 'table').length;
const textsOf = (page: string, tag: string) =>
  elementsOf(page).flatMap((element) => (element.tag === tag ? [element.text] : []));
const badgeOf = (page: string) => elementsOf(page).find((element) => isOf(element, 'p', 'badge'))?.text;

describe.each(Object.entries(REPORTS))('the report of %s', (_name, facts) => {
  const page = renderReport(facts);
  const elements = elementsOf(page);

  test('is one well-formed page, small, and the same every time', () => {
    expect(faultOf(page)).toBeUndefined();
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
    expect(renderReport(facts)).toBe(page);
  });

  test('needs nothing besides itself, and runs nothing', () => {
    const loading = ['src', 'href', 'xlink:href', 'srcset', 'data', 'action', 'poster'];
    const names = elements.flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => loading.includes(name) || name.startsWith('on'))).toEqual([]);
    expect(elements.filter(({ tag }) => ['script', 'link', 'img', 'iframe', 'object', 'base'].includes(tag))).toEqual(
      [],
    );
    expect(page).not.toMatch(/url\(|@import|https?:\/\//);
  });

  test('can be read without seeing it: unique names, headings in order, tables with headers', () => {
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const referred = elements.flatMap(({ attributes }) =>
      (attributes['aria-labelledby'] ?? '').split(' ').filter(Boolean),
    );
    expect(referred.filter((id) => !ids.includes(id))).toEqual([]);
    expect(elements.filter(({ tag }) => tag === 'h1')).toHaveLength(1);
    for (const tag of ['title', 'desc']) {
      const svgs = elements.filter((element) => element.tag === 'svg').length;
      expect(elements.filter((element) => element.tag === tag).length).toBe(tag === 'title' ? svgs + 1 : svgs);
    }
    const captions = elements.filter(({ tag }) => tag === 'caption').length;
    expect(captions).toBe(tableOf(page));
    expect(elements.filter(({ tag, attributes }) => tag === 'th' && !attributes['scope'])).toEqual([]);
  });
});

describe('what became of the run', () => {
  test.each<[string, RunFacts, string, RegExp]>([
    ['a first version', firstVersion, 'Promoted', /^Version 3 is better than always answering .*: promoted\.$/],
    ['a better one', promoted, 'Promoted', /^Version 3 is better than version 2 by 9\.2 points .*: promoted\.$/],
    [
      'a worse one',
      notPromoted,
      'Not promoted',
      /^Version 3 is worse than version 2 by 9\.2 points .*: not promoted\.$/,
    ],
    [
      'shuffled labels',
      fromShuffled,
      'Not promoted',
      /^Version 3 is worse than version 2 by 46\.7 points .*: not promoted\.$/,
    ],
    ['blocked', blocked, 'Blocked', /^a\.csv: it has no label\.$/],
    ['failed', failed, 'Failed', /^Job ftjob-1 failed: invalid_n_examples\.$/],
    ['under way', underWay, 'Under way', /^The run is at "Poll tuning"\.$/],
  ])('is one sentence, large: %s', (_name, facts, badge, headline) => {
    const page = renderReport(facts);
    expect([badgeOf(page), textsOf(page, 'h1')]).toEqual([badge, [expect.stringMatching(headline)]]);
  });

  test.each<[string, Partial<RunFacts>, number]>([
    ['too few examples', {}, 6],
    ['settings that leave it to a person', { job: jobOf({ promotion: 'manual' }) }, 240],
  ])('is for a person to decide with %s, and how is told', (_name, changes, examples) => {
    const evaluation = evaluationOf(TWO, middling.slice(0, examples), good.slice(0, examples));
    const page = renderReport(factsOf(TWO, evaluation, changes));
    expect(badgeOf(page)).toBe('A person decides');
    expect(page).toContain('labelsmith promote mails 3');
  });

  test.each([
    ['blocked', blocked, 'Name the column of the labels.', 'none was made'],
    ['failed', failed, 'Add examples.', 'epoch 1 of 3'],
  ])('comes with what to do and what is known so far, where it %s', (_name, facts, remedy, known) => {
    const page = renderReport(facts);
    expect(page).toContain(`What to do: ${remedy}`);
    expect(page).toContain(known);
    expect(textsOf(page, 'h2')).toContain('What is known so far');
  });
});

describe('side by side', () => {
  const evaluation: Evaluation = evaluationOf(TWO, good, middling, {
    baseline: measure(answersTo(TWO, 240, 12), TWO),
    baselineSentence:
      'better than the free baseline by 5.0 points (95% interval 1.0 to 8.0) on 240 examples: tuning paid',
    untuned: { model: 'gpt-4.1', metrics: measure(shuffled, TWO), costUsd: 0.43 },
  });

  test('stand all that were asked, each with its interval, on the same rows', () => {
    const elements = elementsOf(renderReport(factsOf(TWO, evaluation)));
    const rows = elements
      .filter((element) => isOf(element, 'tr') && element.text.includes('%'))
      .map(({ text }) => text);
    for (const name of [
      'Version 3',
      'Version 2, which served',
      'Embedded model, free',
      'gpt-4.1, untuned',
      'Always "ham"',
    ]) {
      expect(rows.filter((text) => text.startsWith(name))).toHaveLength(1);
    }
    expect(rows.find((text) => text.startsWith('gpt-4.1'))).toContain('$0.43 to ask');
  });

  test('stand apart those that were asked about other rows, and what was left out is told', () => {
    const { comparison } = evaluation;
    if (!comparison) throw new Error('there is a champion');
    const fewer = {
      ...comparison,
      examples: 177,
      trainedOn: 55,
      nearlyTrainedOn: 3,
      unknownLabel: 5,
      onlyCandidate: ['new <one>'],
    };
    const page = renderReport(factsOf(TWO, { ...evaluation, comparison: fewer }));
    const captions = textsOf(page, 'caption');
    expect(captions).toEqual(
      expect.arrayContaining([
        'On the 177 held-out examples that say something of both versions',
        'On all 240 held-out examples',
      ]),
    );
    expect(page).toMatch(/55 held-out examples that version 2 was trained on/);
    expect(page).toMatch(/3 held-out examples that version 2 was trained on nearly/);
    expect(page).toMatch(/5 held-out examples with a label that version 2 does not know/);
    expect(page).toContain('<bdi>new &lt;one&gt;</bdi>');
  });
});

describe('how sure answers are', () => {
  test('is said to be unknown without probabilities', () => {
    const page = renderReport(unsure);
    expect(page).toContain('The host tells no probabilities');
    expect(page).not.toContain('id="reliability-t"');
  });

  test.each([
    [null, 'Abstention is off'],
    [0.9, 'It is proved, at 95% confidence.'],
    [0.999, 'the best that these examples can prove'],
  ])('is drawn against precision; the settings ask for %d', (precision, expected) => {
    const effect = { confidence: 0.7, answers: 200, coverage: 0.8333, precision: 0.99, proved: 0.95 };
    const isReached = precision === 0.9;
    const abstention =
      precision === null
        ? null
        : {
            precision,
            per: 'overall' as const,
            from: 'held-out' as const,
            thresholds: [{ label: null, answers: 240, reached: isReached ? effect : null, best: effect }],
            sentences: ['a sentence on what is proved'],
          };
    const page = renderReport(factsOf(TWO, evaluationOf(TWO, good, null, { abstention })));
    expect(page).toContain(expected);
    expect(page).toContain('id="coverage-t"');
    expect(page.includes('83.3% answered, 99.0% of them right, 95.0% proved')).toBe(precision !== null);
  });
});

describe('many classes', () => {
  test('are cut to the most confused ones in the map, and are all in the table', () => {
    const page = renderReport(manyClasses);
    expect(page).toContain('The 20 of 77 classes that are confused most');
    expect(textsOf(page, 'bdi').filter((text) => /^class-\d\d$/.test(text)).length).toBeGreaterThanOrEqual(77);
  });

  test('are cut in the tables, which say so', () => {
    const page = renderReport(thousandClasses);
    expect(page).toContain('These are the 100 classes with the lowest F1 of 1,000');
    expect(page).toContain('The 40 most frequent of 1,000 labels');
  });
});

test('names and words that are meant to do harm do none', () => {
  const evil = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '</style></title><img src=x onerror=alert(1)>',
  ];
  const [first = ''] = evil;
  const evaluation = evaluationOf(evil, answersTo(evil, 240, 8), answersTo(evil, 240, 30), { baselineSentence: first });
  const facts = factsOf(evil, evaluation);
  const page = renderReport({
    ...facts,
    run: { ...facts.run, source: { key: `uploads/mails/${first}` }, model: first, notes: evil, state: first },
    job: jobOf({ id: first, baseModel: first, baseUrl: first, error: { code: first, message: first } }),
    unreadable: evil,
  });
  expect(faultOf(page)).toBeUndefined();
  const elements = elementsOf(page);
  expect(elements.filter(({ tag }) => tag === 'script' || tag === 'img')).toEqual([]);
  expect(elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on'))).toEqual(
    [],
  );
  expect(textsOf(page, 'bdi')).toEqual(expect.arrayContaining(evil.map((label) => label.slice(0, 60))));
});
