import { FeatureCounter, type FeatureKinds } from '../../learner/features/tokenize.ts';
import { weightColumns } from '../../learner/scores.ts';

/** How an audit is done within its bounds of time and memory. */
export interface AuditScale {
  /** How many examples are audited, from the first on. */
  readonly count: number;
  readonly kinds: FeatureKinds;
  readonly folds: number;
}

/** Texts that are counted to learn how many features the others have. */
const PROBED_TEXTS = 200;

/** Features counted in all texts together, at most: 5 bytes each while texts are read, 8 for those that are kept. */
const MOST_ENTRIES = 12_000_000;
/**
 * Features counted, times weights each of them moves, up to which runs of characters are looked at and five folds
 * trained: about six seconds of one processor.
 */
const THOROUGH_WORK = 1.6e8;
/** The same product at most, with words only and three folds: ten to fifteen seconds. */
const MOST_WORK = 2e8;

const THOROUGH_FOLDS = 5;
const QUICK_FOLDS = 3;
/**
 * Of a file that is too large to be audited as a whole a sample says as much with fewer examples: this share of what could
 * be done keeps the whole of a preparation under 512 MB.
 */
const SAMPLED_SHARE = 0.6;

/**
 * Looks as closely as time allows. Of long texts and many classes words alone tell almost as much as words and runs of
 * characters, at a quarter of the time.
 */
export function chooseScale(texts: readonly string[], classCount: number): AuditScale {
  const columns = weightColumns(classCount);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const all = characters * featureDensity(texts, 'all');
  if (all <= MOST_ENTRIES && all * columns <= THOROUGH_WORK) {
    return { count: texts.length, kinds: 'all', folds: THOROUGH_FOLDS };
  }
  const words = characters * featureDensity(texts, 'words');
  const share = Math.min(1, MOST_ENTRIES / words, MOST_WORK / (words * columns));
  const sampled = share < 1 ? share * SAMPLED_SHARE : 1;
  return { count: countShare(texts, characters * sampled), kinds: 'words', folds: QUICK_FOLDS };
}

/** Features for each character of a text, from the first texts. */
function featureDensity(texts: readonly string[], kinds: FeatureKinds): number {
  const counter = new FeatureCounter(kinds);
  let features = 0;
  let characters = 0;
  for (const text of texts.slice(0, PROBED_TEXTS)) {
    features += counter.count(text).size;
    characters += text.length;
  }
  return features / Math.max(characters, 1);
}

/** How many of the first texts have so many characters together. */
function countShare(texts: readonly string[], characters: number): number {
  let left = characters;
  let count = 0;
  for (const text of texts) {
    left -= text.length;
    if (left < 0) break;
    count += 1;
  }
  return count;
}
