/** What is asked for its width; `process.stdout` fits. */
export interface WidthOutput {
  readonly columns?: number;
}

/** Where nobody knows the width: what every terminal has, and a mail or a log shows unbroken. */
const USUAL = 80;
/** Lines longer than this are hard to read, lines shorter than the other one hard to fill. */
const WIDEST = 120;
const NARROWEST = 40;

/** Columns that output may take. */
export const terminalWidth = ({ columns }: WidthOutput): number =>
  Math.min(WIDEST, Math.max(NARROWEST, columns || USUAL));
