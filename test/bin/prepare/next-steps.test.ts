import { statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { chooseSettings } from '../../../bin/prepare/choose-settings.ts';
import { InputFile, stemOf, usualFolder } from '../../../bin/prepare/input-file.ts';
import { describeNextSteps, suggestClassifier } from '../../../bin/prepare/next-steps.ts';
import { classifierName } from '../../../core/contract/names.ts';

const thisFile = statSync(import.meta.filename);
const input = (path: string) => new InputFile(path, path.split('/').at(-1) ?? path, thisFile);

test.each([
  ['mails.csv', 'mails'],
  ['a/b/mails.jsonl.gz', 'mails'],
  ['sms-spam.train.jsonl', 'sms-spam.train'],
  ['news.tar.gz', 'news'],
  ['.csv', 'data'],
])('%s is about %s', (name, stem) => {
  expect(stemOf(name)).toBe(stem);
});

test.each([
  ['sms-spam.train.jsonl', 'sms-spam'],
  ['Kundenrückmeldungen 2026.xlsx', 'kundenruckmeldungen-2026'],
  ['리뷰.csv', 'texts'],
  [`${'a'.repeat(60)}.csv`, 'a'.repeat(48)],
  ['train.csv', 'texts'],
])('%s suggests the classifier %s', (file, name) => {
  expect(suggestClassifier(file)).toBe(name);
  expect(classifierName.safeParse(name).success).toBe(true);
});

test('results lie beside the file, and those of a pipe where one is', () => {
  expect(usualFolder(input('data/mails.csv'))).toBe('data/mails-prepared');
  expect(usualFolder(new InputFile('-', 'mails.csv'))).toBe('mails-prepared');
});

describe('the next steps', () => {
  const steps = (...flags: Parameters<typeof chooseSettings>) => {
    const settings = chooseSettings(...flags);
    return describeNextSteps({ settings, source: input('my mails.csv'), validation: undefined }, 200).join('\n');
  };

  test('are an upload, or a start where nothing runs, with a path that a shell can read', () => {
    expect(steps({})).toMatch(/upload 'my mails\.csv' --classifier my-mails\n.*\n.*start --data 'my mails\.csv'/);
  });

  test('begin with the settings that the same dataset needs', () => {
    const told = steps({ mask: true, baseModel: 'gpt-4.1-mini-2025-04-14' });
    expect(told).toMatch(/settings my-mails provider=openai baseModel=gpt-4\.1-mini-2025-04-14 mask=true\n.*upload /);
  });

  test('upload a test set of the own before the file that starts the run', () => {
    const settings = chooseSettings({});
    const lines = describeNextSteps({ settings, source: input('a.csv'), validation: input('b.csv') }, 200);
    expect(lines.join('\n')).toMatch(/settings a validationFile=b\.csv\n.*upload b\.csv .*\n.*upload a\.csv /);
  });
});
