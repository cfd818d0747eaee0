import type { WordCount } from '../../contract/drift.ts';
import { characterKind, SYMBOL } from '../features/characters.ts';
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
    if (characterKind(word.codePointAt(0) ?? 0) === SYMBOL) continue;
    count.words += 1;
    if (index.find(featureOfWord(word)) < 0) count.unseen += 1;
  }
  return count;
}
