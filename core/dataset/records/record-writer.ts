import { hash } from 'node:crypto';
import type { Side } from '../columns/split-column.ts';
import { SPLIT_SALT } from '../hash-text.ts';
import { signText } from '../near-duplicates/signature.ts';
import { normaliseText } from '../normalise-text.ts';
import { countLetters } from '../text-checks/letters.ts';
import { maskPersonalData } from '../text-checks/personal-data.ts';
import { maskSecrets } from '../text-checks/secrets.ts';
import { examineText } from '../text-checks/text-facts.ts';
import type { MeasuringPlan } from './measuring-plan.ts';
import { PlainText } from './plain-text.ts';
import { FLAGS, HASH_BYTES, HEAD_BYTES, signatureStart, textStart, writeHead } from './record.ts';
import { findSeparators } from './separators.ts';

const FIRST_BYTES = 1024 ** 2;
/** Bytes of UTF-8 and JSON escapes that one UTF-16 unit can take: `\u0000`. */
const MOST_BYTES_A_UNIT = 6;

/** What a row says. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
  readonly side?: Side;
}

/** Writes examples as records, one behind the other. */
export class RecordWriter {
  readonly #plan: MeasuringPlan;
  readonly #plain = new PlainText(Buffer.from(SPLIT_SALT, 'utf8'));
  readonly #looksAtText: boolean;
  #out = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;
  #labels = new Map<string, number>();

  constructor(plan: MeasuringPlan) {
    this.#plan = plan;
    this.#looksAtText = plan.mask || Object.values(plan.detectors).includes(true);
  }

  /** Forgets what was written. */
  begin(): void {
    this.#length = 0;
    this.#labels = new Map();
  }

  /** What was written since {@link begin}; valid until something is written again. */
  get records(): Buffer {
    return this.#out.subarray(0, this.#length);
  }

  /** The labels that records name by their places. */
  get labels(): string[] {
    return [...this.#labels.keys()];
  }

  write(row: number, { label, side, text: written }: LabelledText): void {
    const { detectors, mask } = this.#plan;
    // Found before anything is masked: a report that says nothing of what the masks hide would be of no use.
    const marks = this.#looksAtText ? examineText(written, detectors) : 0;
    const text = mask && marks !== 0 ? maskPersonalData(maskSecrets(written)) : written;
    const json = JSON.stringify(text);
    this.#reserve(HEAD_BYTES + MOST_BYTES_A_UNIT * json.length);
    const bytes = this.#out.write(json, textStart(this.#length), 'utf8');
    this.#finish({ row, label, side, marks, bytes }, text);
  }

  /**
   * The same for a text whose JSON stands in some bytes, quotes included, if it is plain: see `PlainText`.
   * @returns whether it was; else nothing is written
   */
  writeJson(row: number, json: Buffer, { end, start }: { start: number; end: number }, label: string): boolean {
    const { detectors, mask } = this.#plan;
    const normalised = this.#plain.read(json, start, end);
    if (normalised === -1) return false;
    const marks = this.#looksAtText ? examineText(JSON.parse(json.toString('latin1', start, end)), detectors) : 0;
    if (mask && marks !== 0) return false;
    this.#reserve(HEAD_BYTES + end - start);
    json.copy(this.#out, textStart(this.#length), start, end);
    this.#finishPlain({ row, label, side: undefined, marks, bytes: end - start }, normalised);
    return true;
  }

  /** Completes the record whose text stands in its place. */
  #finish(row: WrittenRow, text: string): void {
    const at = textStart(this.#length);
    const normalised = this.#plain.read(this.#out, at, at + row.bytes);
    if (normalised !== -1) {
      this.#finishPlain(row, normalised);
      return;
    }
    const { promptFacts, sign } = this.#plan;
    const form = normaliseText(text);
    this.#putHash(SPLIT_SALT + form);
    this.#putHead(row, {
      units: text.length,
      ...(promptFacts ? countCased(text) : NO_LETTERS),
      signed: sign && signText(form, this.#out, signatureStart(this.#length)),
      empty: form === '',
      separators: promptFacts ? findSeparators(text) : 0,
    });
  }

  #finishPlain(row: WrittenRow, end: number): void {
    const { promptFacts, sign } = this.#plan;
    const { letters, mayHoldSeparator, normalised, units, upper } = this.#plain;
    const start = textStart(this.#length);
    this.#putHash(normalised.subarray(0, end));
    this.#putHead(row, {
      units,
      letters: promptFacts ? letters : 0,
      upper: promptFacts ? upper : 0,
      signed: sign && signText(this.#plain.text(end), this.#out, signatureStart(this.#length)),
      empty: end === this.#plain.start,
      separators:
        promptFacts && mayHoldSeparator
          ? findSeparators(JSON.parse(this.#out.toString('latin1', start, start + row.bytes)))
          : 0,
    });
  }

  /** Goes through hexadecimal digits: making a buffer of each hash takes as long as the hash. */
  #putHash(salted: string | Uint8Array): void {
    this.#out.write(hash('sha256', salted, 'hex'), this.#length, HASH_BYTES, 'hex');
  }

  #putHead({ bytes, label, marks, row, side: ownSide }: WrittenRow, facts: TextFacts): void {
    // A file that is all on one side is so whatever its rows say.
    const side = this.#plan.side ?? ownSide;
    const { empty, letters, separators, signed, units, upper } = facts;
    const flags =
      (signed ? FLAGS.signed : 0) |
      (side === 'train' ? FLAGS.train : side ? FLAGS.heldOut : 0) |
      (empty ? FLAGS.empty : 0);
    const head = { row, label: this.#labelNumber(label), marks, units, letters, upper, flags, separators };
    writeHead(this.#out, this.#length, head, bytes);
    this.#length = textStart(this.#length) + bytes;
  }

  #labelNumber(label: string): number {
    const known = this.#labels.get(label);
    if (known !== undefined) return known;
    const number = this.#labels.size;
    this.#labels.set(label, number);
    return number;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#out.length) return;
    const grown = Buffer.allocUnsafeSlow(2 * (this.#length + bytes));
    this.#out.copy(grown, 0, 0, this.#length);
    this.#out = grown;
  }
}

/** A record whose text is in its place. */
interface WrittenRow {
  readonly row: number;
  readonly label: string;
  readonly side: Side | undefined;
  readonly marks: number;
  /** Bytes of the text's JSON. */
  readonly bytes: number;
}

interface TextFacts {
  readonly units: number;
  readonly letters: number;
  readonly upper: number;
  readonly signed: boolean;
  readonly empty: boolean;
  readonly separators: number;
}

/** Letters that are small or capital: others, as of Hangul, are neither and say nothing about upper case. */
function countCased(text: string): { letters: number; upper: number } {
  const { lower, upper } = countLetters(text);
  return { letters: lower + upper, upper };
}

const NO_LETTERS = { letters: 0, upper: 0 };
