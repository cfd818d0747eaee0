import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BUNDLES } from '../../lib/function-bundles.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS = readdirSync(`${ROOT}/functions`);

/** A sentence of zod's German messages and one of its English messages, as its own files have them. */
const GERMAN = 'Ungültige Eingabe';
const ENGLISH = 'Invalid input';

describe('the bundles', () => {
  /** What somebody waits for while a request starts a function. Whoever makes one smaller lowers its bound. */
  test.each([
    ['classify-text', 800_000],
    ['authorize-request', 520_000],
    ['serve-api', 1_330_000],
  ])('of %s has at most %i bytes', (name, most) => {
    expect(statSync(`${ROOT}/${BUNDLES}/${name}/index.mjs`).size).toBeLessThanOrEqual(most);
  });

  test("are looked at for a sentence that zod's German messages do hold", () => {
    expect(readFileSync(`${ROOT}/node_modules/zod/v4/locales/de.js`, 'utf8')).toContain(GERMAN);
  });

  test.each(FOLDERS)("of %s hold zod's messages in English and in no other language", (name) => {
    for (const file of readdirSync(`${ROOT}/${BUNDLES}/${name}`)) {
      const text = readFileSync(`${ROOT}/${BUNDLES}/${name}/${file}`, 'utf8');
      expect([file, text.includes(ENGLISH), text.includes(GERMAN)]).toEqual([file, true, false]);
    }
  });
});
