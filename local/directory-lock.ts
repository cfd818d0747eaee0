import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const LOCK = 'lock';

/** Locks of this process: a file with its own process id may also be left over from before, when ids are used again. */
const held = new Set<string>();

/**
 * Takes a directory for this process alone. A lock whose process is gone is taken over.
 * @returns gives the directory back
 * @throws Error when a living process has it
 */
export function lockDirectory(directory: string): () => void {
  const path = resolve(join(directory, LOCK));
  if (held.has(path)) throw taken(directory, process.pid);
  if (!create(path)) {
    takeAway(path, directory);
    if (!create(path)) throw taken(directory, owner(path));
  }
  held.add(path);
  return () => {
    held.delete(path);
    if (owner(path) === process.pid) unlinkSync(path);
  };
}

/** Moves a dead process's lock out of the way; by a rename, so that of several who try only one succeeds. */
function takeAway(path: string, directory: string): void {
  const stale = owner(path);
  if (stale !== undefined && stale !== process.pid && isAlive(stale)) throw taken(directory, stale);
  const aside = `${path}-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (owner(aside) === stale) {
    unlinkSync(aside);
  } else {
    // Somebody took the stale lock over in the meantime, and this is the new one: give it back.
    renameSync(aside, path);
  }
}

function create(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function owner(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives as well.
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;

function taken(directory: string, pid: number | undefined): Error {
  const who = pid === undefined ? 'another process' : `process ${pid}`;
  return new Error(
    `${directory} is in use by ${who}: two local clouds cannot share a directory. Stop the other one, or use --dir with another directory.`,
  );
}
