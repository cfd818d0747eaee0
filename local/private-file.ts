import { rename, writeFile } from 'node:fs/promises';

/** Readable and writable by its owner alone. */
const OWNER_ONLY = 0o600;

/** Writes JSON that nobody but the owner may read, as a whole: a reader sees the old file or the new one. */
export async function writePrivateJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.part`, `${JSON.stringify(value, null, 2)}\n`, { mode: OWNER_ONLY });
  await rename(`${path}.part`, path);
}
