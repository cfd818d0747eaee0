import { jest } from '@jest/globals';

/** Keeps what functions write to their log from the terminal, and gives its lines as they come; until mocks are restored. */
export function hearServiceLog(): readonly string[] {
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
  }
  return lines;
}
