/** Puts together what may stand around a number for it to be one by itself. */

/** Masks of earlier findings count as the digits that they stand for; else masking one number would uncover another. */
const MASKED = String.raw`\[(?:email|phone|card|iban)\]`;

/** Not the rest of a word, an address, a query or an amount of money, and not joined to other digits. */
const beforeWith = (joint: string) => String.raw`(?<![A-Za-z_<=#@%&?$€£¥\\])(?<!(?:\d|${MASKED})${joint}?)`;
const afterWith = (joint: string) => String.raw`(?!(?!x\d|ext)[A-Za-z_@=%])(?!${joint}?(?:\d|${MASKED}))`;

/** Characters that join two groups of digits into one number. */
const TIGHT = String.raw`[.\-/\u2010-\u2013]`;
const LOOSE = String.raw`[ .\-/\u00a0\u2010-\u2013]`;

/** Before and after a number whose form is unmistakable: a space separates it from the next. */
export const BEFORE = beforeWith(TIGHT);
export const AFTER = afterWith(TIGHT);

/** Before and after a number that could as well be a part of a row of numbers: a space does not separate it. */
export const BEFORE_LOOSE = beforeWith(LOOSE);
export const AFTER_LOOSE = afterWith(LOOSE);

/** Characters around a run of digits that the bounds may look at: the longest mask and a joint. */
export const BOUNDS_REACH = '[phone] '.length;
