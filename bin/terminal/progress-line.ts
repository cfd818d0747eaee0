/** Where progress goes; `process.stderr` fits. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Erases a terminal's line and goes to its start (ECMA-48). */
const CLEAR_LINE = '\r\u001b[2K';

/** One line that tells how far a command is: rewritten in a terminal; in a pipe only what `done` says is printed. */
export class ProgressLine {
  readonly #output: ProgressOutput;
  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  update(text: string): void {
    if (this.#output.isTTY) this.#output.write(`${CLEAR_LINE}${text}`);
  }

  /** Takes the line away, and leaves `text` in its place if there is any. */
  done(text?: string): void {
    if (this.#output.isTTY) this.#output.write(CLEAR_LINE);
    if (text !== undefined) this.#output.write(`${text}\n`);
  }
}
