import type { WordCount } from '../../contract/drift.ts';
import { wordsOf } from '../features/name-features.ts';
import { featureOfWord, prepareText } from '../features/tokenize.ts';
import type { Model } from './model.ts';

/**
 * How many words a text has, as far as a model reads it, and how many of them the model does not know: those that training
 * never met, or met too seldom to learn from. Runs of symbols are no words.
 */
export function countWords({ index }: Pick<Model, 'index'>, text: string): WordCount {
  const count = { words: 0, unseen: 0 };
  for (const word of wordsOf(prepareText(text))) {
    if (!hasLetter(word)) continue;
    count.words += 1;
    if (index.find(featureOfWord(word)) < 0) count.unseen += 1;
  }
  return count;
}

/** Letters and digits of all scripts, as a text: a literal would have every start wait for Unicode's tables. */
const LETTER_OR_DIGIT = String.raw`[\p{L}\p{N}]`;
let pattern: RegExp | undefined;

/** Variation selectors, that make a symbol an emoji, and other marks by themselves are no words. */
function hasLetter(word: string): boolean {
  if (/[A-Za-z0-9]/.test(word)) return true;
  pattern ??= new RegExp(LETTER_OR_DIGIT, 'u');
  return pattern.test(word);
}
