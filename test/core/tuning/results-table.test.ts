import { describe, expect, test } from '@jest/globals';
import {
  decodeResults,
  parseResults,
  readResultsTable,
  writeResultsTable,
} from '../../../core/tuning/results-table.ts';

const CSV = 'step,train_loss,train_accuracy,valid_loss\n1,0.5,0.75,\n2,0.25,1,0.4\n';

describe('a result file', () => {
  test('is read by its header, blank cells left out', () => {
    expect(parseResults(CSV)).toEqual([
      { step: 1, train_loss: 0.5, train_accuracy: 0.75 },
      { step: 2, train_loss: 0.25, train_accuracy: 1, valid_loss: 0.4 },
    ]);
  });

  test.each([
    ['zero bytes', ''],
    ['a header alone', 'step,train_loss\n'],
    ['an apology', 'Bad file descriptor'],
  ])('of %s has no rows', (_name, body) => {
    expect(parseResults(body)).toEqual([]);
  });

  test('may come as base64, or plain', () => {
    expect(decodeResults(Buffer.from(CSV).toString('base64'))).toBe(CSV);
    expect(decodeResults(CSV)).toBe(CSV);
    expect(decodeResults('')).toBe('');
  });
});

describe('a table that people open in a spreadsheet', () => {
  const written = (cell: string) => writeResultsTable({ columns: ['step'], rows: [{ step: cell }] }).split('step\n')[1];

  test.each([
    ['=1+1', "'=1+1\n"],
    ['+cmd', "'+cmd\n"],
    ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0\n"],
    ['@SUM(A1,A2)', '"\'@SUM(A1,A2)"\n'],
    ['\t=1', "'\t'=1\n"],
    ['\r=1', '"\'\r\'=1"\n'],
    ['x;=1+1', "x;'=1+1\n"],
    ['x\t=1+1', "x\t'=1+1\n"],
    ['x\n=1+1', '"x\n\'=1+1"\n'],
    ['x\r\n@SUM(A1)', '"x\r\n\'@SUM(A1)"\n'],
    ['x;"=1+1', '"x;""\'=1+1"\n'],
    ['x;;＝1', "x;;'＝1\n"],
    ['＝1', "'＝1\n"],
    ['-', "'-\n"],
  ])('has %j as text', (cell, line) => {
    expect(written(cell)).toBe(line);
  });

  test.each(['-0.5', '+3', '-1e-7', '-.5', '12', '0.25', '', 'a=b', 'a;b=c', 'a\tb', 'nan'])(
    'has %j as it is',
    (cell) => {
      expect(written(cell)).toBe(`${cell}\n`);
    },
  );

  test('has the names of its columns as text as well', () => {
    const table = readResultsTable('step,=cmd()\n1,-0.5\n');
    expect(writeResultsTable(table)).toBe("step,'=cmd()\n1,-0.5\n");
  });
});
