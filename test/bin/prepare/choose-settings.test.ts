import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { chooseSettings, readSettingsFile, unusualSettings } from '../../../bin/prepare/choose-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelsmith-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (content: string) => {
  const path = join(folder, 'settings.json');
  writeFileSync(path, content);
  return path;
};

test('a flag wins over the settings, and what neither says is as usual', () => {
  const given = { format: 'completion', limit: 10, hyperparameters: { n_epochs: 2, batch_size: 4 } } as const;
  const chosen = chooseSettings({ limit: 20, epochs: 3, mask: true }, given);
  expect(chosen).toMatchObject({ format: 'completion', limit: 20, mask: true, validationFraction: 0.2 });
  expect(chosen.hyperparameters).toEqual({ n_epochs: 3, batch_size: 4 });
});

test('checks are merged one by one', () => {
  const chosen = chooseSettings(
    { check: { duplicate: 'off', 'long-text': 'report' } },
    { checks: { 'rare-class': 5, 'long-text': 9000 } },
  );
  expect(chosen.checks).toEqual({
    duplicate: 'off',
    'rare-class': 5,
    'long-text': { threshold: 9000, action: 'report' },
  });
});

test('flags that settings do not know stay out of them', () => {
  const flags = { limit: 5, out: 'x', json: true, settings: 'y', validation: 'z', name: 'n' };
  expect(unusualSettings(chooseSettings(flags))).toEqual({ limit: 5 });
});

test('only what differs from the usual has to be told to a classifier', () => {
  expect(unusualSettings(chooseSettings({ format: 'chat', mergeLabels: true, textColumn: 'body' }))).toEqual({
    mergeLabels: true,
    textColumn: 'body',
  });
});

test('a settings file is read as it is', async () => {
  expect(await readSettingsFile(file('{"format": "completion"}'))).toEqual({ format: 'completion' });
});

test.each([
  ['no JSON', '{', 'no JSON document', 2],
  ['an unknown setting', '{"sede": 1}', 'sede', 2],
  ['a check that does not offer what is asked', '{"checks": {"duplicate": "report"}}', 'expected "off" or "remove"', 2],
])('%s in a settings file is refused', async (_, content, message, exitCode) => {
  await expect(readSettingsFile(file(content))).rejects.toMatchObject({
    name: 'InvalidSettings',
    exitCode,
    message: expect.stringContaining(message),
  });
});

test('a settings file that is not there is named', async () => {
  await expect(readSettingsFile(join(folder, 'nowhere.json'))).rejects.toMatchObject({
    name: 'NotFound',
    exitCode: 1,
    message: expect.stringContaining('nowhere.json'),
  });
});
