import { CHARACTER_CLASS, classifyCharacters } from './character-classes.ts';

/**
 * Invisible characters without a purpose where they stand. With a purpose: zero-width joiners and non-joiners beside
 * letters of scripts that join or stack, and within emoji; zero-width spaces between words of scripts that write none;
 * direction marks where there is right-to-left text; tags after the black flag, which make it a region's flag.
 */
const NEVER_OF_USE = /[\u00ad\u180e\u202d\u202e\u2060-\u2065\ufeff\ufff9-\ufffb]/;
const DIRECTION_MARK = /[\u200e\u200f\u202a-\u202c\u2066-\u2069]/;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/;
const ZERO_WIDTH_SPACE = /\u200b/;
const WRITES_NO_SPACES = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1980-\u19df\u1a20-\u1aaf]/;
const IDLE_JOINER =
  /(?<![[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]|[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])[\u200c\u200d]/v;
const IDLE_TAG = /(?<!\u{1f3f4}|[\u{e0020}-\u{e007f}])[\u{e0000}-\u{e007f}]/u;

/**
 * True when a text has characters that nobody sees and no reader needs: control characters (form feed and vertical tab
 * are not counted: old mail has them between pages, and every tokenizer takes them for white space), overrides of the
 * writing direction, and zero-width characters, soft hyphens and tags where their script has no use for them.
 * @param characters what {@link classifyCharacters} says of the text, when that is known already
 */
export function hasControlCharacters(text: string, characters = classifyCharacters(text)): boolean {
  if (characters & CHARACTER_CLASS.control) return true;
  return (characters & CHARACTER_CLASS.invisible) !== 0 && hasIdleInvisible(text);
}

function hasIdleInvisible(text: string): boolean {
  return (
    NEVER_OF_USE.test(text) ||
    IDLE_JOINER.test(text) ||
    IDLE_TAG.test(text) ||
    (DIRECTION_MARK.test(text) && !RIGHT_TO_LEFT.test(text)) ||
    (ZERO_WIDTH_SPACE.test(text) && !WRITES_NO_SPACES.test(text))
  );
}
