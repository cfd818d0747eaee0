import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BUNDLES } from '../../lib/function-bundles.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS = readdirSync(`${ROOT}/functions`);

/** A sentence of zod's German messages and one of its English messages, as its own files have them. */
const GERMAN = 'Ungültige Eingabe';
const ENGLISH = 'Invalid input';

/** A header that only the provider's SDK sends, and a sentence that only the engine says. */
const FROM_THE_SDK = 'X-Stainless-Retry-Count';
const FROM_THE_ENGINE = 'is not offered by the embedded engine';

/** What a bundle starts the learner's threads from. */
const THREAD = 'learner-thread.mjs';

/** A bundle and what it imports before it runs; what it imports late is not among it. */
function readAtStart(folder: string, file = 'index.mjs', seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  const imported = text.matchAll(/(?:\bfrom|\bimport)"\.\/([^"]+)"/g);
  return [text, ...[...imported].flatMap(([, next]) => readAtStart(folder, next, seen))];
}

describe('the bundles', () => {
  /** What somebody waits for while a request starts a function. Whoever makes one smaller lowers its bound. */
  test.each([
    ['classify-text', 180_000],
    ['authorize-request', 50_000],
    ['serve-api', 680_000],
  ])('of %s is at most %i bytes at its start', (name, most) => {
    const read = readAtStart(`${ROOT}/${BUNDLES}/${name}`);
    expect(read.reduce((sum, text) => sum + Buffer.byteLength(text), 0)).toBeLessThanOrEqual(most);
  });

  test("of serve-api loads the provider's SDK and the engine when a route needs them, and not at its start", () => {
    const folder = `${ROOT}/${BUNDLES}/serve-api`;
    const read = readAtStart(folder);
    for (const sign of [FROM_THE_SDK, FROM_THE_ENGINE]) {
      const files = readdirSync(folder).filter((file) => readFileSync(`${folder}/${file}`, 'utf8').includes(sign));
      expect([sign, files.length > 0, read.some((text) => text.includes(sign))]).toEqual([sign, true, false]);
    }
  });

  test("of a function that can train lie beside the code of the learner's threads, and no others do", () => {
    const having = FOLDERS.filter((name) => readdirSync(`${ROOT}/${BUNDLES}/${name}`).includes(THREAD));
    const naming = FOLDERS.filter((name) => {
      const folder = `${ROOT}/${BUNDLES}/${name}`;
      return readdirSync(folder).some((file) => readFileSync(`${folder}/${file}`, 'utf8').includes(`./${THREAD}`));
    });
    expect(naming).toContain('poll-tuning');
    expect(having).toEqual(naming);
  });

  test("are looked at for a sentence that zod's German messages do hold", () => {
    expect(readFileSync(`${ROOT}/node_modules/zod/v4/locales/de.js`, 'utf8')).toContain(GERMAN);
  });

  test.each(FOLDERS)("of %s hold zod's messages in English and in no other language", (name) => {
    const folder = `${ROOT}/${BUNDLES}/${name}`;
    expect(readAtStart(folder).some((text) => text.includes(ENGLISH))).toBe(true);
    for (const file of readdirSync(folder)) {
      expect([file, readFileSync(`${folder}/${file}`, 'utf8').includes(GERMAN)]).toEqual([file, false]);
    }
  });

  /** An `import` of `node:http` would load all of `fetch` at once; that of `node:module` makes the `require`. */
  test.each(FOLDERS)("of %s take Node's modules by require", (name) => {
    const folder = `${ROOT}/${BUNDLES}/${name}`;
    const imported = readdirSync(folder).flatMap((file) => {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      return [...text.matchAll(/(?:\bfrom["']|\bimport\(?")(node:[^"']+)/g)].map(([, module]) => module);
    });
    expect(new Set(imported)).toEqual(new Set(['node:module']));
  });
});
