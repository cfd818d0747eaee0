import { describe, expect, test } from '@jest/globals';
import { lengthClassOf } from '../../../../core/dataset/text-lengths.ts';
import { tQuantile } from '../../../../core/dataset/tokens/ratio-estimate.ts';
import { planSample } from '../../../../core/dataset/tokens/sample-plan.ts';
import { frameTokensOf, TokenEstimate } from '../../../../core/dataset/tokens/token-estimate.ts';
import { loadTokenizer, type Tokenizer } from '../../../../core/dataset/tokens/tokenizer.ts';
import { createRandom, shuffle } from '../../../../core/learner/random.ts';
import { hasDataSet, readLabelledTexts } from '../../../support/real-data.ts';

const tokenizer = await loadTokenizer('o200k_base');

/** Counts a text once, however often it is asked about: the trials below draw from the same texts a hundred times. */
function remembering({ countTokens, encode }: Tokenizer): Tokenizer {
  const known = new Map<string, number>();
  return {
    encode,
    countTokens: (text) => {
      const tokens = known.get(text) ?? countTokens(text);
      known.set(text, tokens);
      return tokens;
    },
  };
}
const counter = remembering({
  encode: (text) => tokenizer.encode(text),
  countTokens: (text) => tokenizer.countTokens(text),
});

function sizeOf(texts: readonly string[]) {
  const classes = texts.map((text) => lengthClassOf(text.length));
  const textsByClass = Array.from({ length: 13 }, (_, index) => classes.filter((found) => found === index).length);
  return { textsByClass, units: texts.reduce((sum, text) => sum + text.length, 0) };
}

/** Estimates over random orders of the texts, always from a sample. */
function tryOrders(texts: readonly string[], trials: number) {
  const truth = texts.reduce((sum, text) => sum + counter.countTokens(text), 0);
  const size = sizeOf(texts);
  const random = createRandom(1);
  const order = Int32Array.from(texts.keys());
  let inside = 0;
  let width = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const estimate = new TokenEstimate(counter, size, 0, 0);
    for (const index of shuffle(order, random)) {
      const text = texts[index] ?? '';
      estimate.add(text.length, () => text, 0);
    }
    const { error, tokens } = estimate.result();
    if (Math.abs(tokens - truth) <= error) inside += 1;
    width += error / truth / trials;
  }
  return { inside: inside / trials, width };
}

/** Texts of very different lengths, in which words, numbers and Korean are mixed differently. */
function generateTexts(count: number, seed: number): string[] {
  const random = createRandom(seed);
  const words = ['the ', 'classification ', '3.14159 ', '재미있어요 ', 'xqzv', '!? ', 'of hockey, ', '\n\n'];
  return Array.from({ length: count }, () => {
    const length = Math.ceil(Math.exp(4.5 + 1.6 * (random() + random() + random() + random() - 2)) * 3);
    const bias = random();
    let text = '';
    while (text.length < length) text += words[Math.floor(words.length * random() ** (0.5 + bias))];
    return text.slice(0, length);
  });
}

describe('the tokens of a training file', () => {
  test('are counted one by one where there are few', () => {
    const texts = generateTexts(300, 7);
    const frame = frameTokensOf(tokenizer, 'chat');
    const estimate = new TokenEstimate(tokenizer, sizeOf(texts), frame);
    for (const text of texts) estimate.add(text.length, () => text, 2);
    const truth = texts.reduce((sum, text) => sum + tokenizer.countTokens(text) + 2 + 9, 0);
    expect(estimate.result()).toEqual({ tokens: truth, error: 0 });
  });

  test('lie inside the interval of an estimate about 95% of times', () => {
    const { inside, width } = tryOrders(generateTexts(6_000, 3), 200);
    expect(inside).toBeGreaterThan(0.9);
    expect(inside).toBeLessThan(0.995);
    expect(width).toBeLessThan(0.03);
  });

  test('are asked for of a small part of a large file only', () => {
    const texts = generateTexts(20_000, 5);
    const estimate = new TokenEstimate(counter, sizeOf(texts), 0, 0);
    let asked = 0;
    for (const text of texts) {
      const ask = () => {
        asked += 1;
        return text;
      };
      estimate.add(text.length, ask, 0);
    }
    expect(asked).toBeGreaterThan(200);
    expect(asked).toBeLessThan(600);
  });

  test('are exact where the sample is the whole file', () => {
    const texts = ['one', 'two', 'three three three'];
    const estimate = new TokenEstimate(tokenizer, sizeOf(texts), 0, 0);
    for (const text of texts) estimate.add(text.length, () => text, 1);
    expect(estimate.result()).toEqual({ tokens: 8, error: 0 });
  });

  test('are uncertain where a single long text was cut', () => {
    const long = `${'words and words '.repeat(2_000)}${'0x9f8e7d '.repeat(2_000)}`;
    const texts = [...generateTexts(50, 9), long];
    const estimate = new TokenEstimate(tokenizer, sizeOf(texts), 0, 0);
    for (const text of texts) estimate.add(text.length, () => text, 0);
    expect(estimate.result().error).toBeGreaterThan(0);
  });

  test('of texts that are all alike are still called an estimate', () => {
    const texts = Array.from({ length: 5_000 }, () => 'the same text again');
    const estimate = new TokenEstimate(tokenizer, sizeOf(texts), 0, 0);
    for (const text of texts) estimate.add(text.length, () => text, 0);
    expect(estimate.result()).toEqual({ tokens: 20_000, error: 1 });
  });

  test('of no text at all are none', () => {
    expect(new TokenEstimate(tokenizer, sizeOf([]), 0, 0).result()).toEqual({ tokens: 0, error: 0 });
  });

  test('include the separator of the completion format', () => {
    expect(frameTokensOf(tokenizer, 'completion')).toBe(tokenizer.countTokens('\n\n###\n\n'));
    expect(frameTokensOf(tokenizer, 'completion', { separator: ' ->', lowerCase: false, prefix: '' })).toBe(1);
  });
});

describe('the plan of a sample', () => {
  test('takes two texts at least of every class that has them, and never more than there are', () => {
    const plan = planSample([1, 5_000, 2, 0, 100_000, 0, 0, 0, 0, 0, 0, 1, 3]);
    expect(plan[0]).toBe(1);
    expect(plan[2]).toBe(2);
    expect(plan[3]).toBe(0);
    expect(plan[11]).toBe(1);
    expect(plan[12]).toBeGreaterThanOrEqual(2);
  });

  test('gives a class with long texts more than its number of texts', () => {
    const plan = planSample([0, 0, 0, 10_000, 0, 0, 0, 0, 10_000, 0, 0, 0, 0]);
    expect(plan[8]).toBeGreaterThan(10 * (plan[3] ?? 0));
  });
});

describe("Student's t", () => {
  test.each([
    [2, 4.303],
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [1_000, 1.962],
  ])('has its 97.5%% quantile for %i degrees of freedom at %f', (degrees, quantile) => {
    expect(Math.abs(tQuantile(degrees) - quantile)).toBeLessThan(0.04);
  });
});

const LARGE_SET = 'newsgroups-20.train';

(hasDataSet(LARGE_SET) ? describe : describe.skip)('the tokens of newsgroups-20', () => {
  const texts = () =>
    readLabelledTexts(LARGE_SET)
      .filter((_, index) => index % 4 === 0)
      .map(({ text }) => text);

  // Some posts hold files in letters, which have twice the tokens: an interval from a sample without one is too narrow.
  test('lie inside the interval nine times of ten', () => {
    const { inside, width } = tryOrders(texts(), 100);
    expect(inside).toBeGreaterThan(0.85);
    expect(width).toBeLessThan(0.1);
  });
});
