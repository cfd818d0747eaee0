import { characterKind, SINGLE, SPACE, SYMBOL } from './characters.ts';
import { featureOfPair, featureOfRun, featureOfWord, LONGEST_CHARACTER_RUN, prepareText } from './tokenize.ts';

/** A feature as a person can read it. Runs of characters show the edge of a word as a space. */
export interface FeatureName {
  readonly kind: 'word' | 'pair' | 'characters';
  readonly text: string;
}

/**
 * The names of a text's features, which are hashes everywhere else: all that `FeatureCounter` counts, and nothing more.
 * For explanations; counting does not need it and is much faster.
 */
export function nameFeatures(text: string): Map<number, FeatureName> {
  const prepared = prepareText(text);
  const names = new Map<number, FeatureName>();
  const add = (feature: number, kind: FeatureName['kind'], name: string) => {
    if (!names.has(feature)) names.set(feature, { kind, text: name });
  };
  let previous: string | undefined;
  for (const word of wordsOf(prepared)) {
    add(featureOfWord(word), 'word', word);
    if (previous !== undefined) add(featureOfPair(previous, word), 'pair', `${previous} ${word}`);
    previous = word;
  }
  for (const stretch of new Set(stretchesOf(prepared))) {
    for (const run of runsOf(` ${stretch} `)) add(featureOfRun(run), 'characters', run);
  }
  return names;
}

/** The words of a prepared text: runs of letters, runs of symbols, and each ideograph by itself. */
export function* wordsOf(text: string): Generator<string> {
  let word = '';
  let open = SPACE;
  for (const character of text) {
    const kind = characterKind(character.codePointAt(0) ?? 0);
    if (word !== '' && (kind !== open || open === SINGLE)) {
      yield word;
      word = '';
    }
    if (kind !== SPACE) word += character;
    open = kind;
  }
  if (word !== '') yield word;
}

/** Stretches of letters and ideographs, or of symbols, by UTF-16 code units. */
function* stretchesOf(text: string): Generator<string> {
  let stretch = '';
  let open = SPACE;
  for (let index = 0; index < text.length; index += 1) {
    const kind = characterKind(text.charCodeAt(index));
    const joins = kind !== SPACE && open !== SPACE && (kind === SYMBOL) === (open === SYMBOL);
    if (!joins && stretch !== '') {
      yield stretch;
      stretch = '';
    }
    if (kind !== SPACE) stretch += text[index];
    open = kind;
  }
  if (stretch !== '') yield stretch;
}

/** Runs that end inside the stretch or at its far edge; the near edge alone is none. */
function* runsOf(edged: string): Generator<string> {
  for (let first = 0; first < edged.length - 1; first += 1) {
    const last = Math.min(first + LONGEST_CHARACTER_RUN, edged.length);
    for (let end = Math.max(first + 1, 2); end <= last; end += 1) yield edged.slice(first, end);
  }
}
