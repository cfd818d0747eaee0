import { widthOf } from './text-width.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A sentence as lines of at most `width` columns, broken at spaces; a word that is longer than a line is cut. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).flatMap((long) => cutWord(long, width))) {
    if (line === '') line = word;
    else if (widthOf(line) + 1 + widthOf(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** The same, every line behind an indentation that counts towards the width. */
export const wrapIndented = (text: string, width: number, indent: number): string[] =>
  wrapText(text, width - indent).map((line) => ' '.repeat(indent) + line);

function cutWord(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const pieces = [''];
  for (const { segment } of graphemes.segment(word)) {
    const last = pieces.at(-1) ?? '';
    if (widthOf(last) + widthOf(segment) > width) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}

/** A command for a shell, broken before options where it is too long for a line; it can be pasted as it is. */
export function wrapCommand(command: string, width: number, indent: number): string[] {
  const before = ' '.repeat(indent);
  if (widthOf(command) <= width - indent) return [before + command];
  const [first = '', ...options] = command.split(/ (?=--\w)/);
  return [first, ...options.map((option) => `  ${option}`)].map(
    (line, index) => `${before}${line}${index < options.length ? ' \\' : ''}`,
  );
}
