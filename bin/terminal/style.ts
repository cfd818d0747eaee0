/** Ways to set off a piece of text; each returns it unchanged where colours are not wanted. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** What decides about colours; a `WriteStream` and `process.env` fit. */
export interface StyledOutput {
  readonly isTTY?: boolean;
}

/** SGR codes (ECMA-48): on, and what takes it back. */
const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], cyan: [36, 39] } as const;

/** Colours for a terminal, and none for a pipe, a file, or a person who set `NO_COLOR` (no-color.org) to anything. */
export function styleFor(output: StyledOutput, environment: Readonly<Record<string, string | undefined>>): Style {
  const wanted = output.isTTY === true && !environment['NO_COLOR'];
  const paint = (name: keyof typeof CODES) => {
    const [on, off] = CODES[name];
    return (text: string) => (wanted ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  };
  return { bold: paint('bold'), dim: paint('dim'), red: paint('red'), yellow: paint('yellow'), cyan: paint('cyan') };
}
