import { PROMPT_SEPARATOR } from '../../contract/prompt-marks.ts';
import { lettersOf, separatorsOf, textLength, textStart, upperOf } from './record.ts';
import { SEPARATORS } from './separators.ts';

/** The separators as they end a JSON string. */
const ENDINGS = SEPARATORS.map((separator) => Buffer.from(`${JSON.stringify(separator).slice(1)}`, 'utf8'));

/** What all kept texts together are like, by which the old tool decided how to write prompts. */
export class PromptTally {
  #letters = 0;
  #upper = 0;
  #held = 0;
  #endsWith = (1 << SEPARATORS.length) - 1;
  /** What every text so far begins with, as JSON, with the opening quote. */
  #prefix: Buffer | undefined;
  #texts = 0;
  /** Length of the shortest text's JSON. */
  #shortest = Number.POSITIVE_INFINITY;

  add(bytes: Buffer, at: number): void {
    this.#texts += 1;
    this.#letters += lettersOf(bytes, at);
    this.#upper += upperOf(bytes, at);
    const separators = separatorsOf(bytes, at);
    this.#held |= separators;
    const start = textStart(at);
    const end = start + textLength(bytes, at);
    this.#endsWith &= separators;
    for (let index = 0; this.#endsWith >> index > 0; index += 1) {
      const ending = ENDINGS[index];
      if (ending && bytes.compare(ending, 0, ending.length, Math.max(start, end - ending.length), end) !== 0) {
        this.#endsWith &= ~(1 << index);
      }
    }
    this.#shorten(bytes.subarray(start, end - 1));
  }

  /** True when more than `share` of all letters are upper case. */
  isUpperCase(share: number): boolean {
    return this.#upper > share * this.#letters;
  }

  /** The separator: one that every text ends with already, else the first that no text holds. */
  separator(): { separator: string; present: boolean } {
    const present = SEPARATORS.find((_, index) => (this.#endsWith & (1 << index)) !== 0);
    if (present !== undefined && this.#texts > 0) return { separator: present, present: true };
    const free = SEPARATORS.find((_, index) => (this.#held & (1 << index)) === 0);
    return { separator: free ?? PROMPT_SEPARATOR, present: false };
  }

  /** What every text begins with, if that is longer than `characters` and not the whole text. */
  prefix(characters: number): string {
    const isWholeText = this.#prefix?.length === this.#shortest;
    const text = this.#texts > 1 && this.#prefix && !isWholeText ? decodePrefix(this.#prefix) : '';
    return [...text].length > characters ? text : '';
  }

  #shorten(text: Buffer): void {
    this.#shortest = Math.min(this.#shortest, text.length);
    if (!this.#prefix) this.#prefix = Buffer.from(text);
    let same = 0;
    const most = Math.min(this.#prefix.length, text.length);
    while (same < most && this.#prefix[same] === text[same]) same += 1;
    this.#prefix = this.#prefix.subarray(0, same);
  }
}

/** Escapes and characters may be cut: what is left of them is cut off. */
function decodePrefix(json: Buffer): string {
  for (let end = json.length; end > 0; end -= 1) {
    try {
      const text: unknown = JSON.parse(`${new TextDecoder('utf-8', { fatal: true }).decode(json.subarray(0, end))}"`);
      if (typeof text === 'string' && text.isWellFormed()) return text;
    } catch {
      // Cut in the middle: one byte less.
    }
  }
  return '';
}
