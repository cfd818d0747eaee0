/**
 * Runs of white space that are not a single space already: replacing those as well would take most of the time. The first
 * class is what of JavaScript's `\s` is left besides the space once NFKC has made spaces of the others.
 */
const WHITE_SPACE = /[\t-\r\u1680\u2028\u2029\ufeff]\s*| \s+/g;

/**
 * The form in which two texts count as the same: Unicode compatibility composition (NFKC), lower case, every run of
 * white space one space, none at the ends. The side of the split and duplicates are decided on it; it is never written.
 */
export function normaliseText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(WHITE_SPACE, ' ').trim();
}
