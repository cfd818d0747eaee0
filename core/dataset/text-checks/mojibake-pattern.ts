/**
 * What text looks like that was decoded with the wrong encoding. A byte of UTF-8 that follows another (0x80 to 0xBF) is
 * shown by Windows-1252 as one of these, or by Latin-1 as a control character.
 */
const FOLLOWING = '\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

/** Of these, what no orthography puts after a letter: neither quotes, dashes, marks of notes and units, nor letters. */
const UNNATURAL = '\\u0080-\\u0084\\u0086-\\u009f€†‡ˆ‰˜¢£¤¥¦§¨©¬¯±´µ¶¸¼½¾';

/** What may well stand between a capital and a small letter: an apostrophe, dashes, spaces, marks of units. */
const BETWEEN_LETTERS = '\\u00a0\\u00ad…’–—°²³·¹';

/** After the capital A with tilde of Portuguese and Vietnamese, an unnatural character or one of these is a sure sign. */
const AFTER_TILDE = 'ƒŠŒŽšœžŸ¡¿';

/** One character of UTF-8 as two to four characters. */
const SEQUENCE = `(?:[Â-ß][${FOLLOWING}]|[à-ï][${FOLLOWING}]{2}|[ð-ô][${FOLLOWING}]{3})`;
const UNNATURAL_SEQUENCE = `(?:[Â-ß][${UNNATURAL}]|[à-ï](?:[${UNNATURAL}][${FOLLOWING}]|[${FOLLOWING}][${UNNATURAL}])|[ð-ô](?:[${UNNATURAL}][${FOLLOWING}]{2}|[${FOLLOWING}][${UNNATURAL}][${FOLLOWING}]|[${FOLLOWING}]{2}[${UNNATURAL}]))`;

/** UTF-8 (or, by the first line, Windows-1252) read as Windows-1252 or Latin-1. */
const READ_AS_WESTERN = [
  '[\\u0080-\\u0084\\u0086-\\u009f]',
  'Â[¡-ª¬®-º¼-¿]',
  '(?<![«"“‘\\u00a0])Â\\u00a0',
  `Ã[${UNNATURAL}${AFTER_TILDE}]`,
  // Inside a word of small letters: wÅ‚adza, maÃ±ana, siÄ™.
  `(?<=[a-z])[Â-Å][${FOLLOWING}]`,
  `[Â-Å](?![${BETWEEN_LETTERS}])[${FOLLOWING}](?=[a-z])`,
  // Punctuation, currencies, arrows, check marks.
  `â(?:€|[‚ƒ„†ˆ‰Š‹Œ˜œž])[${FOLLOWING}]`,
  // Vietnamese; the guillemet alone may close a quotation.
  `áº[${FOLLOWING}]|á»[${UNNATURAL}ƒŠŒŽšœžŸ]`,
  // Emoji; a byte order mark; a replacement character.
  `ðŸ[${FOLLOWING}]{2}|ï»¿|ï¿½`,
  // Scripts all of whose letters are sequences.
  `${SEQUENCE}${UNNATURAL_SEQUENCE}|${UNNATURAL_SEQUENCE}${SEQUENCE}`,
];

/** UTF-8 read as Mac Roman, as spreadsheets on a Mac do: ‚Äôs for an apostrophe, caf√©. */
const READ_AS_MAC_ROMAN = ['‚Ä[ôúùìîò¶¢]', '(?<=[a-z])√[©®†§º¢£™´¨≠]'];

/** Kana in UTF-8 read as Shift-JIS: every one of them becomes one of three rare ideographs and a character or two. */
const READ_AS_SHIFT_JIS = ['(?:[縺繧繝][^縺繧繝]{1,2}){2}[縺繧繝]'];

/** Finds the above in a text that has one of the characters concerned. */
export const MISREAD_UTF8 = new RegExp([...READ_AS_WESTERN, ...READ_AS_MAC_ROMAN, ...READ_AS_SHIFT_JIS].join('|'));

/**
 * EUC-KR, GB2312 and the like read as Latin-1: long runs in which letters and symbols alternate. Words of Western
 * languages have no more than three or four such letters in a row, and no symbols among them.
 */
export const MISREAD_DOUBLE_BYTES =
  /(?=[¡-¿À-þ]{0,12}[¡-¿][À-þ]{1,12}[¡-¿])(?=[¡-¿À-þ]{0,12}[À-þ][¡-¿]{1,12}[À-þ])[¡-þ]{6}/;
