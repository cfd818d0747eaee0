import { CHARACTER_CLASS, classifyCharacters } from './character-classes.ts';
import { MISREAD_DOUBLE_BYTES, MISREAD_UTF8 } from './mojibake-pattern.ts';

/** Kinds of damage, each a bit. */
export const ENCODING_DAMAGE = {
  /** Characters are gone: U+FFFD stands in their place, or half of a surrogate pair is all that is left. */
  lost: 1,
  /** Characters were decoded with the wrong encoding; the bytes could be got back. */
  misread: 2,
} as const;

const { upperControl, upperLatin, replacement, surrogate, foreignByte } = CHARACTER_CLASS;

/**
 * The {@link ENCODING_DAMAGE} that a text has suffered, as a set of bits; 0 for none. Made to be sure rather than
 * complete: what an orthography could have meant is not damage, and a single misread letter of a foreign script goes
 * unseen. UTF-8 read as cp949 is seen by its replacement characters. HTML entities are not damage.
 * @param characters what {@link classifyCharacters} says of the text, when that is known already
 */
export function findEncodingDamage(text: string, characters = classifyCharacters(text)): number {
  const isLost = characters & replacement || (characters & surrogate && !text.isWellFormed());
  const mayBeMisread = characters & (upperControl | upperLatin | foreignByte);
  const isMisread = mayBeMisread && (MISREAD_UTF8.test(text) || MISREAD_DOUBLE_BYTES.test(text));
  return (isLost ? ENCODING_DAMAGE.lost : 0) | (isMisread ? ENCODING_DAMAGE.misread : 0);
}
