import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { Encoding } from '../../../../core/contract/prices.ts';
import { PairHeap } from '../../../../core/dataset/tokens/pair-heap.ts';
import { RankTable } from '../../../../core/dataset/tokens/rank-table.ts';
import { textParts } from '../../../../core/dataset/tokens/text-parts.ts';
import { loadTokenizer, type Tokenizer } from '../../../../core/dataset/tokens/tokenizer.ts';
import { hasDataSet, readLabelledTexts } from '../../../support/real-data.ts';

const REAL_SETS = [
  'newsgroups-20.train',
  'sms-spam.train',
  'trec-coarse.train',
  'banking77.train',
  'tweet-emotion.train',
  'ko-nsmc.train',
];
/** Of each set. */
const REAL_TEXTS = 150;

/** Special tokens are text for us, and gpt-tokenizer has to be told so. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };
/** Another implementation of the same encodings. */
const PEERS: Readonly<Record<Encoding, () => Promise<{ encode(text: string, options: typeof AS_TEXT): number[] }>>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
};

const realTexts = (set: string): string[] =>
  readLabelledTexts(set)
    .slice(0, REAL_TEXTS)
    .map(({ text }) => text);

describe.each<Encoding>(['o200k_base', 'cl100k_base'])('the tokenizer of %s', (encoding) => {
  let tokenizer: Tokenizer;
  let peer: (text: string) => number[];
  beforeAll(async () => {
    tokenizer = await loadTokenizer(encoding);
    const { encode } = await PEERS[encoding]();
    peer = (text) => encode(text, AS_TEXT);
  });

  test.each([
    ['nothing', ''],
    ['a contraction', "They'll say IT'S fine, we'd'VE gone"],
    ['numbers', '1 12 123 1234 12345 3.14159 ²³ ٣٤'],
    ['spaces', ' a  b   c\t\td \n\n \r\n   e   '],
    ['the notebook’s separator', 'Go Canes!\n\n###\n\n'],
    ['special tokens', '<|endoftext|> <|im_start|>user<|endofprompt|>'],
    ['Korean', '재미있어요 정말ㅋㅋㅋ 최고!!'],
    ['Japanese', '吾輩は猫である。名前はまだ無い。'],
    ['emoji', '👩‍👩‍👧‍👦 🇰🇷 👍🏽'],
    ['combining marks', 'é́́ n̈ ก็'],
    ['Cyrillic', 'ПРИВЕТ, мир! Ёжик'],
    ['an address', 'https://example.com/a/b?c=d&e=f#g-h_i'],
    ['code', 'for (let i = 0; i < n; i++) {\n\treturn a[i] ?? "";\n}'],
    ['a long word', 'a'.repeat(500)],
    ['a long line', '='.repeat(700)],
  ])('encodes %s as another implementation does', (_, text) => {
    expect(tokenizer.encode(text)).toEqual(peer(text));
    expect(tokenizer.countTokens(text)).toBe(tokenizer.encode(text).length);
  });

  test('agrees with another implementation on any text', () => {
    const unit = fc.oneof(
      fc.constantFrom(..." \n\r\t'aAzZ09.,!?é한字ß👍"),
      fc.string({ unit: 'grapheme', maxLength: 1 }),
    );
    fc.assert(
      // gpt-tokenizer loses byte order marks, and ours does not.
      fc.property(fc.string({ unit, maxLength: 80 }), (text) => {
        fc.pre(!text.includes('\ufeff'));
        expect(tokenizer.encode(text)).toEqual(peer(text));
      }),
      { numRuns: 300 },
    );
  });

  test('agrees on words that are longer than a list of pairs is searched for', () => {
    const letter = fc.constantFrom(...'abcdehinorst', 'é', '한');
    fc.assert(
      fc.property(fc.string({ unit: letter, minLength: 120, maxLength: 400 }), (word) => {
        expect(tokenizer.encode(word)).toEqual(peer(word));
      }),
      { numRuns: 40 },
    );
  });

  test('knows white space as Unicode does', () => {
    // As tiktoken has it. JavaScript's own idea of white space would cut these elsewhere.
    const expected = { o200k_base: [71280, 220, 71280, 4763], cl100k_base: [76880, 220, 76880, 5509] };
    expect(tokenizer.encode(' \ufeff  \ufeff ok')).toEqual(expected[encoding]);
  });

  test('keeps a byte order mark, and reads half a surrogate pair as a replacement character', () => {
    expect(tokenizer.countTokens('\ufeff')).toBeGreaterThan(0);
    expect(tokenizer.encode('a\ud800b')).toEqual(tokenizer.encode('a\ufffdb'));
  });

  test.each(['a', '가', ' ', '='])('takes steps in proportion to a text that is one long word of "%s"', (letter) => {
    const lookups = jest.spyOn(RankTable.prototype, 'rankOf');
    const joins = jest.spyOn(PairHeap.prototype, 'pop');
    const stepsFor = (text: string) => {
      for (const spy of [lookups, joins]) spy.mockClear();
      tokenizer.countTokens(text);
      return { lookups: lookups.mock.calls.length, joins: joins.mock.calls.length };
    };
    try {
      const [short, long] = [stepsFor(letter.repeat(2_000)), stepsFor(letter.repeat(20_000))];
      expect(short.joins).toBeGreaterThan(100);
      expect(long.lookups / short.lookups).toBeLessThan(11);
      expect(long.joins / short.joins).toBeLessThan(11);
    } finally {
      for (const spy of [lookups, joins]) spy.mockRestore();
    }
  });

  test('gives the same tokens for a text that is encoded in parts', () => {
    const paragraph = 'The quick brown fox, 한국어 텍스트 and 12345 it’s\n\n  DONE.\t';
    const repeated = (times: number) => tokenizer.countTokens(paragraph.repeat(times));
    const each = repeated(11) - repeated(10);
    expect(repeated(25_000) - repeated(10)).toBe(each * (25_000 - 10));
  });

  test('is loaded once', async () => {
    expect(await loadTokenizer(encoding)).toBe(tokenizer);
  });

  describe('on real texts', () => {
    for (const set of REAL_SETS) {
      (hasDataSet(set) ? test : test.skip)(`agrees on ${set}`, () => {
        for (const text of realTexts(set).filter((text) => !text.includes('\ufeff'))) {
          expect(tokenizer.encode(text)).toEqual(peer(text));
        }
      });
    }
  });
});

describe('the parts of a very long text', () => {
  test.each([
    ['words', 'some words '],
    ['one word', 'word'],
    ['surrogate pairs', '👍'],
    ['pairs at odd places', 'x👍'],
  ])('are the whole text, whole characters, and bounded: %s', (_, unit) => {
    const text = unit.repeat(Math.ceil(2_500_001 / unit.length));
    const parts = [...textParts(text)];
    expect(parts.join('') === text).toBe(true);
    expect(parts.every((part) => part.isWellFormed() && part.length <= 1_000_000)).toBe(true);
    expect(parts.length).toBe(3);
  });
});
