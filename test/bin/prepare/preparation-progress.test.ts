import { expect, test } from '@jest/globals';
import { InputFile } from '../../../bin/prepare/input-file.ts';
import { PreparationProgress, type Progress } from '../../../bin/prepare/preparation-progress.ts';

/** An input of which so much was read. */
class HalfRead extends InputFile {
  override readonly bytes: number | undefined;
  constructor(bytes: number | undefined) {
    super('rows.csv', 'rows.csv');
    this.bytes = bytes;
  }
  override get bytesRead(): number {
    return 500_000;
  }
}

/** What is written for some news, each so many milliseconds after the one before. */
function written(input: InputFile, news: readonly (readonly [number, Progress])[], isTTY = true): string[] {
  const lines: string[] = [];
  let now = 0;
  const output = { isTTY, columns: 60, write: (text: string) => lines.push(text.replace('\r\u001b[2K', '')) };
  const progress = new PreparationProgress(output, [input], () => now);
  for (const [after, what] of news) {
    now += after;
    progress.update(what);
  }
  return lines;
}

test('progress tells the stage, the share of the bytes, the rows and the speed', () => {
  const lines = written(new HalfRead(1_000_000), [[500, { stage: 'reading', rows: 1234 }]]);
  expect(lines).toEqual(['Reading  50%  1,234 rows  1.0 MB/s']);
});

test('nobody knows the share of a pipe', () => {
  expect(written(new HalfRead(undefined), [[500, { stage: 'reading', rows: 2 }]])).toEqual([
    'Reading  2 rows  1.0 MB/s',
  ]);
});

test('later stages tell their own share, and the line is not drawn more often than anybody reads', () => {
  const lines = written(new HalfRead(1), [
    [0, { stage: 'auditing', rows: 9, share: 0.1 }],
    [50, { stage: 'auditing', rows: 9, share: 0.2 }],
    [60, { stage: 'auditing', rows: 9, share: 0.3 }],
    [1, { stage: 'writing', rows: 9, share: 0 }],
  ]);
  expect(lines.map((line) => /\d+%/.exec(line)?.[0])).toEqual(['10%', '30%', '0%']);
});

test('a pipe gets no progress', () => {
  expect(written(new HalfRead(1), [[0, { stage: 'writing', rows: 9 }]], false)).toEqual([]);
});
