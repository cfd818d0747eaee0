import { TEXT_CHARACTERS } from '../../learner/features/tokenize.ts';
import { hashText } from '../hash-text.ts';

/** What the audit needs to know of an example. */
export interface AuditedExample {
  readonly text: string;
  readonly label: string;
  /** `hashText(text)`, where it is known already. */
  readonly hash?: string;
}

/** Examples held for an audit, side by side. */
export interface HeldExamples {
  /** As far as the learner reads them. Whoever has read them may empty the list: it is what takes most of the memory. */
  readonly texts: string[];
  readonly labels: readonly string[];
  /** The same number for texts that count as the same, whatever their labels. */
  readonly groups: Int32Array;
}

/** UTF-16 code units held at most: 36 MB at the worst, and enough for 4,500 of the longest texts or 250,000 short ones. */
const MOST_CHARACTERS = 18_000_000;
/** Counted besides an example's text: what its string, its label and its group take in memory. */
const CHARACTERS_AN_EXAMPLE = 40;

/** Takes examples in the order given until they are `most` characters; the rest is not asked for. */
export async function holdExamples(
  examples: AsyncIterable<AuditedExample> | Iterable<AuditedExample>,
  most = MOST_CHARACTERS,
): Promise<HeldExamples> {
  const texts: string[] = [];
  const labels: string[] = [];
  const groups: number[] = [];
  let characters = 0;
  for await (const { text, label, hash } of examples) {
    const held = cutText(text);
    characters += held.length + CHARACTERS_AN_EXAMPLE;
    if (characters > most) break;
    texts.push(held);
    labels.push(label);
    groups.push(groupOf(hash ?? hashText(text)));
  }
  return { texts, labels, groups: Int32Array.from(groups) };
}

/** A copy where something is cut off: a mere slice would keep the whole text in memory. */
function cutText(text: string): string {
  if (text.length <= TEXT_CHARACTERS) return text;
  return Buffer.from(text.slice(0, TEXT_CHARACTERS), 'utf16le').toString('utf16le');
}

/** 32 bits of the hash. Two texts of 350,000 may share them by chance, and are then only held out together. */
const groupOf = (hash: string): number => Number.parseInt(hash.slice(0, 8), 16) | 0;
