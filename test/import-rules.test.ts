import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '..');

/** Who may import whom, inside the project. A name stands for a folder or file and everything below it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'core/contract': ['core/contract', 'core/errors.ts'],
  core: ['core'],
  engine: ['engine', 'core'],
  services: ['services', 'core', 'engine'],
  lib: ['lib', 'core/contract', 'core/errors.ts'],
  local: ['local', 'core/contract', 'core/sha256.ts'],
  'bin/app.ts': ['lib', 'core/contract'],
  'bin/commands/start.ts': ['bin', 'core/contract', 'local'],
  'bin/commands/prepare.ts': ['bin', 'core', 'services'],
  'bin/commands/engine.ts': ['bin', 'engine', 'services', 'core', 'local/loopback-server.ts'],
  bin: ['bin', 'core/contract'],
};

/** What of the world outside a folder may not touch. */
const MAY_NOT_USE: Readonly<Record<string, RegExp>> = {
  core: /^(@aws-sdk|openai|aws-cdk-lib|aws-local-stepfunctions|node:(fs|http|https|net|child_process|worker_threads|os|process))/,
  engine: /^(@aws-sdk|openai|aws-cdk-lib|node:(fs|http|https|net|child_process|os|process))/,
  lib: /^(@aws-sdk|openai|hono)/,
  local: /^(openai|aws-cdk-lib|hono)/,
  functions: /^(aws-cdk-lib|aws-local-stepfunctions)/,
};

function* sourcesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sourcesIn(path);
    else if (path.endsWith('.ts')) yield path;
  }
}

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

function importsOf(file: string): string[] {
  const found = textOf(file).matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?(?:from\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...found].flatMap((match) => match[1] ?? match[2] ?? []);
}

const isIn = (path: string, place: string) => path === place || path.startsWith(`${place}/`);

/** The most exact rule that fits a file. */
function ruleFor(file: string): readonly string[] {
  const own = file.split('/').slice(0, 2).join('/');
  if (file.startsWith('functions/')) return [own, 'core', 'services'];
  if (file.startsWith('lib/')) return [...(MAY_IMPORT['lib'] ?? []), ...environments];
  const place = Object.keys(MAY_IMPORT)
    .filter((candidate) => isIn(file, candidate))
    .sort((a, b) => b.length - a.length)[0];
  return place ? (MAY_IMPORT[place] ?? []) : [];
}

const environments = readdirSync(join(ROOT, 'functions')).map((name) => `functions/${name}/environment.ts`);
const FOLDERS = ['bin', 'core', 'engine', 'functions', 'lib', 'local', 'services'];
const files = FOLDERS.flatMap((folder) => [...sourcesIn(folder)]);

describe('who may import whom', () => {
  test('every file imports only from the rooms it may see', () => {
    const trespasses = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => relative(ROOT, resolve(ROOT, dirname(file), name)))
        .filter((target) => !ruleFor(file).some((place) => isIn(target, place)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(trespasses).toEqual([]);
  });

  test('no room reaches for what belongs to another one outside', () => {
    const trespasses = files.flatMap((file) => {
      const forbidden = MAY_NOT_USE[file.split('/')[0] ?? ''];
      return importsOf(file)
        .filter((name) => !name.startsWith('.') && forbidden?.test(name))
        .map((name) => `${file} uses ${name}`);
    });
    expect(trespasses).toEqual([]);
  });

  test('the domain and the engine read neither the environment nor a clock', () => {
    const reading = files
      .filter((file) => isIn(file, 'core') || isIn(file, 'engine'))
      .filter((file) => /process\.env|Date\.now\(\)|new Date\(\)/.test(textOf(file)));
    expect(reading).toEqual([]);
  });

  test('nothing that runs in a function writes to the console, which would print whole errors: there is the service log', () => {
    const writing = files
      .filter((file) => ['core', 'engine', 'functions', 'services'].some((room) => isIn(file, room)))
      .filter((file) => /\bconsole\s*[.[]|from 'node:console'|process\.std(out|err)/.test(textOf(file)));
    expect(writing).toEqual([]);
  });

  test('imports are found in every form that the code uses', () => {
    expect(importsOf('bin/app.ts')).toContain('../lib/labelsmith-stack.ts');
    expect(files.length).toBeGreaterThan(50);
  });
});
