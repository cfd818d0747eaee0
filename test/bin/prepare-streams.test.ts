import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';

import { begin, document, folder, OUTPUTS, source, until } from './prepare-command.ts';

describe('labelsmith prepare through pipes', () => {
  test('reads standard input', async () => {
    const { child, ended } = begin('prepare', '-', '--name', 'rows.jsonl', '--out', 'piped', '--json');
    child.stdin.end(readFileSync(source));
    const printed = document.parse(JSON.parse(await readAll(child.stdout)));
    expect(await ended).toBe(0);
    expect(printed).toMatchObject({ examples: 61, removed: { duplicate: [60] } });
  });

  test('tells of a row that was cut when the pipe broke', async () => {
    const { child, ended } = begin('prepare', '-', '--name', 'rows.jsonl', '--out', 'cut', '--json');
    child.stdin.end(readFileSync(source).subarray(0, -10));
    const printed = document.parse(JSON.parse(await readAll(child.stdout)));
    expect(await ended).toBe(0);
    expect(printed.removed['broken-row']).toEqual([60]);
  });

  test('ends in silence when nobody reads what it prints, its files complete', async () => {
    const { child, ended } = begin('prepare', source, '--out', 'unread', '--json');
    child.stdout.destroy();
    const stderr = await readAll(child.stderr);
    expect({ code: await ended, stderr }).toEqual({ code: 141, stderr: '' });
    expect(readdirSync(join(folder, 'unread')).sort()).toEqual(OUTPUTS);
  });
});

describe('labelsmith prepare, interrupted', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s while it waits for its input, leaves nothing behind', async (signal, expected) => {
    const out = `stopped-${signal}`;
    const { child, ended } = begin('prepare', '-', '--name', 'rows.jsonl', '--out', out);
    child.stdin.write(readFileSync(source));
    await until(() => existsSync(join(folder, out)));
    await sleep(50);
    child.kill(signal);
    expect(await ended).toBe(expected);
    expect(existsSync(join(folder, out))).toBe(false);
  });

  test('while it writes, has written all or nothing', async () => {
    const many = join(folder, 'many.jsonl');
    writeFileSync(many, Array.from({ length: 40_000 }, (_, n) => `{"text":"text ${n}","label":"${n % 2}"}\n`).join(''));
    const out = join(folder, 'half');
    const { child, ended } = begin('prepare', many, '--out', out, '--check', 'ours=off');
    await until(() => existsSync(out) && readdirSync(out).some((name) => name.startsWith('.train.jsonl')));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    if (existsSync(out)) expect(readdirSync(out).sort()).toEqual(OUTPUTS);
  });
});
