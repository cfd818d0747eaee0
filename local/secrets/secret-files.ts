import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const secretFile = z.object({
  name: z.string(),
  /** A person who edits the file need not quote JSON as a text. */
  value: z.union([z.string(), z.looseObject({}).transform((value) => JSON.stringify(value))]),
  versionId: z.uuid(),
  createdAt: z.iso.datetime().transform((text) => new Date(text)),
});

/** A secret with its value. */
export type Secret = z.output<typeof secretFile>;

/**
 * The secret of that name in `<directory>/secrets/`, made with `generate` if there is none yet. Once made it stays the
 * same, over restarts and among processes that start at once, until somebody edits its file or deletes it. Only the
 * files' owner can read them.
 */
export async function readOrMakeSecret(directory: string, name: string, generate: () => string): Promise<Secret> {
  const folder = join(directory, 'secrets');
  // A name may hold slashes; encoded, it is one file's name.
  const path = join(folder, `${encodeURIComponent(name)}.json`);
  const found = await readSecret(path);
  if (found) return found;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${randomUUID()}.new`);
  const made = { name, value: generate(), versionId: randomUUID(), createdAt: new Date().toISOString() };
  await writeFile(temporary, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  try {
    // Unlike a rename, a link does not replace what another process has made in the meantime.
    await link(temporary, path).catch(ignoreExisting);
  } finally {
    await rm(temporary, { force: true });
  }
  const kept = await readSecret(path);
  if (kept) return kept;
  throw new Error(`the secret ${name} was removed while it was being made: start again`);
}

async function readSecret(path: string): Promise<Secret | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return secretFile.parse(JSON.parse(text));
  } catch {
    // Without the cause: a parser's message could quote the secret.
    throw new Error(`${path} is not a secret's file: correct it, or delete it, and a new secret is made`);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
