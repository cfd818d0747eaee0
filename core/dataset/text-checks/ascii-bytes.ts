/** Longer texts go the general way; nearly none are. */
const MOST_CHARACTERS = 1 << 16;

const encoder = new TextEncoder();
const bytes = new Uint8Array(MOST_CHARACTERS);

/** Valid until the next call of {@link encodeAscii}. */
export const ASCII_BYTES: Readonly<Uint8Array> = bytes;

/**
 * Puts a text's characters into {@link ASCII_BYTES} and answers true when all of them are ASCII and they fit; else
 * answers false. Reading bytes takes a third of the time that reading a string's characters takes, this included.
 */
export function encodeAscii(text: string): boolean {
  return text.length <= MOST_CHARACTERS && encoder.encodeInto(text, bytes).written === text.length;
}
