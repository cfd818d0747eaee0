import { cutToWidth } from './text-width.ts';

/** Where progress goes; `process.stderr` fits. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  /** Width of the terminal. @default 80 */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Erases a terminal's line and goes to its start (ECMA-48). */
const CLEAR_LINE = '\r\u001b[2K';
const USUAL_COLUMNS = 80;

/** One line that tells how far a command is: rewritten in a terminal; in a pipe only what `done` says is printed. */
export class ProgressLine {
  readonly #output: ProgressOutput;
  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  /** The text is cut to the terminal's width: a line that wraps could not be taken back. */
  update(text: string): void {
    const { columns, isTTY } = this.#output;
    if (isTTY) this.#output.write(`${CLEAR_LINE}${cutToWidth(text, (columns || USUAL_COLUMNS) - 1)}`);
  }

  /** Takes the line away, and leaves `text` in its place if there is any. */
  done(text?: string): void {
    if (this.#output.isTTY) this.#output.write(CLEAR_LINE);
    if (text !== undefined) this.#output.write(`${text}\n`);
  }
}
