import { type LabelAnswer, type PromptForm, promptOf, USUAL_PROMPT_FORM } from '../../contract/example-format.ts';
import { writeExample } from '../../contract/example-row.ts';
import type { DatasetFormat } from '../../contract/names.ts';
import { textLength, textOf, textStart } from '../records/record.ts';
import type { LineWriter } from './line-writer.ts';

/** Stands for the text while a line's other parts are written. Any text would do that needs no escapes. */
const TEXT = '@@text@@';

/** How the examples of a dataset are written as lines. */
export interface LineFormat {
  readonly format: DatasetFormat;
  readonly form: PromptForm;
  /** The separator that the texts end with already: it is not added again. */
  readonly separatorPresent: boolean;
}

/**
 * Writes the lines of examples: what stands before the text, the text, and what stands behind it. The text is taken as its
 * JSON was written when it was read, wherever nothing in it has to change.
 */
export class Lines {
  readonly #format: LineFormat;
  readonly #before: Buffer;
  readonly #behind: readonly Buffer[];
  readonly #asRead: boolean;

  /** @param answers in the order by which {@link write} is told of them */
  constructor(format: LineFormat, answers: readonly LabelAnswer[]) {
    this.#format = format;
    const form = { ...USUAL_PROMPT_FORM, separator: format.separatorPresent ? '' : format.form.separator };
    const lines = answers.map(({ answer }) => JSON.stringify(writeExample(format.format, TEXT, answer, form)));
    // The text stands first in both formats; an answer may hold anything.
    const at = lines[0]?.indexOf(TEXT) ?? 0;
    this.#before = Buffer.from(lines[0]?.slice(0, at) ?? '', 'utf8');
    this.#behind = lines.map((line) => Buffer.from(`${line.slice(at + TEXT.length)}\n`, 'utf8'));
    this.#asRead = format.format === 'chat' || (!format.form.lowerCase && format.form.prefix === '');
  }

  /** Writes the line of the record at `at`. What it returns, if anything, must be awaited before the next line. */
  write(writer: LineWriter, bytes: Buffer, at: number, answer: number): Promise<void> | undefined {
    const behind = this.#behind[answer] ?? Buffer.alloc(0);
    if (this.#asRead) {
      const start = textStart(at);
      return writer.add(this.#before, bytes, start + 1, start + textLength(bytes, at) - 1, behind);
    }
    const prompt = promptOf(textOf(bytes, at), { ...this.#format.form, separator: '' });
    const json = Buffer.from(JSON.stringify(prompt), 'utf8');
    return writer.add(this.#before, json, 1, json.length - 1, behind);
  }
}
