import { hash } from 'node:crypto';
import { normaliseText } from './normalise-text.ts';

/**
 * Fixed for ever: changing it moves examples between training and validation, and scores before and after could no
 * longer be compared.
 */
export const SPLIT_SALT = 'labelsmith.split.v1\n';

/** Hexadecimal digits kept of the SHA-256: 128 bits, so that two of a billion texts share one by no realistic chance. */
const HASH_DIGITS = 32;

/** The salted hash of a text's normalised form: 32 hexadecimal digits, evenly spread. */
export function hashText(text: string): string {
  return hash('sha256', SPLIT_SALT + normaliseText(text), 'hex').slice(0, HASH_DIGITS);
}
