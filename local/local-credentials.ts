import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateJson } from './private-file.ts';
import type { LocalCredentials } from './signature-version-4.ts';

const credentials = z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });

/** As long as AWS's own, 20 and 40 characters; the id's beginning says that it is none of AWS's. */
const ID_BYTES = 8;
const SECRET_BYTES = 30;

/** The keys that every request to the local cloud is signed with: made at the first start, kept in the directory. */
export async function localCredentials(directory: string): Promise<LocalCredentials> {
  const path = join(directory, 'credentials.json');
  const kept = await readFile(path, 'utf8').then(parse, () => undefined);
  if (kept) return kept;
  const made = {
    accessKeyId: `LOCL${randomBytes(ID_BYTES).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(SECRET_BYTES).toString('base64url'),
  };
  await writePrivateJson(path, made);
  return made;
}

function parse(text: string): LocalCredentials | undefined {
  try {
    return credentials.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
