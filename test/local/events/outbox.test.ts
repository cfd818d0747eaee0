import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { envelope } from '../../../local/events/envelope.ts';
import { openOutbox } from '../../../local/events/outbox.ts';

const ORIGIN = { account: '000000000000', region: 'us-east-1' };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'outbox-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('what was added and not removed is there for the next process, the oldest first', () => {
  const first = {
    ...envelope('aws.s3', 'Object Created', { key: 'uploads/야구.csv' }, ORIGIN),
    time: '2026-01-01T00:00:01Z',
  };
  const second = { ...envelope('aws.s3', 'Object Created', { key: 'b' }, ORIGIN), time: '2026-01-01T00:00:02Z' };
  const third = envelope('aws.s3', 'Object Created', { key: 'c' }, ORIGIN);
  const outbox = openOutbox(directory);
  for (const event of [second, third, first]) outbox.add(event);
  outbox.remove(third);
  expect(openOutbox(directory).left()).toEqual([first, second]);
});

test('a write that was cut short leaves nothing behind that counts', () => {
  const outbox = openOutbox(directory);
  writeFileSync(join(directory, 'cut.json.part'), '{"version": "0", "id"');
  expect(outbox.left()).toEqual([]);
});
