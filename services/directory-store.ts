import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionFailed, isStreamBody, type ReadObject, type Store, type StoredObject } from '../core/store.ts';

/** Ends the name of a file that holds an object. `encodeURIComponent` never leaves one, so that `a` and `a/b` never meet. */
const OBJECT_SUFFIX = '=';
const LOCK_SUFFIX = '=lock';
const TEMPORARY_SUFFIX = '=new';
/** A conditional write holds its lock for one rename. A lock this old belongs to a process that was killed. */
const STALE_LOCK_MS = 10_000;
const LOCK_RETRY_MS = 5;

/** The artefact store on a directory of this machine, safe for several processes at once. It keeps no older versions. */
export function createDirectoryStore(directory: string): Store {
  const pathOf = (key: string) => `${join(directory, ...key.split('/').map(encodeSegment))}${OBJECT_SUFFIX}`;

  const head = async (key: string): Promise<StoredObject | undefined> => {
    const found = await stat(pathOf(key), { bigint: true }).catch(ignoreMissing);
    if (!found) return undefined;
    // Every write makes a new file: its inode and its time tell it from the one before.
    const etag = `"${found.ino.toString(36)}-${found.mtimeNs.toString(36)}-${found.size.toString(36)}"`;
    return { key, etag, size: Number(found.size), lastModified: new Date(Number(found.mtimeMs)) };
  };

  const remove = async (key: string, condition?: { readonly etag: string }) => {
    const path = pathOf(key);
    if (!condition) return rm(path, { force: true });
    await mkdir(dirname(path), { recursive: true });
    await withLock(`${path}${LOCK_SUFFIX}`, async () => {
      if ((await head(key))?.etag !== condition.etag) throw new ConditionFailed(key);
      await rm(path);
    });
  };

  const pathOfFolder = (folder: string) => join(directory, ...folder.split('/').slice(0, -1).map(encodeSegment));

  async function* list(prefix: string): AsyncIterable<StoredObject> {
    // Only the folder that the prefix names is read: others may hold thousands of objects.
    const folder = folderOf(prefix);
    const keys: string[] = [];
    for (const entry of await readdir(pathOfFolder(folder), { recursive: true }).catch(() => [])) {
      if (!entry.endsWith(OBJECT_SUFFIX)) continue;
      const key = folder + entry.slice(0, -OBJECT_SUFFIX.length).split('/').map(decodeSegment).join('/');
      if (key.startsWith(prefix)) keys.push(key);
    }
    for (const key of keys.sort(byBytes)) {
      const object = await head(key);
      if (object) yield object;
    }
  }

  async function* folders(prefix: string): AsyncIterable<string> {
    const folder = folderOf(prefix);
    const entries = await readdir(pathOfFolder(folder), { withFileTypes: true }).catch(() => []);
    const found = entries
      .flatMap((entry) => (entry.isDirectory() ? [`${folder}${decodeSegment(entry.name)}/`] : []))
      .filter((path) => path.startsWith(prefix));
    // A directory stays when the last object in it has gone, and is no folder then.
    for (const path of found.sort(byBytes)) if (await holdsObject(pathOfFolder(path))) yield path;
  }

  return {
    head,
    list,
    folders,
    remove,

    async read(key): Promise<ReadObject | undefined> {
      const object = await head(key);
      return object && { object, body: createReadStream(pathOf(key)) };
    },

    async write(key, body, { condition } = {}) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}${randomUUID()}${TEMPORARY_SUFFIX}`;
      await writeFile(temporary, isStreamBody(body) ? body.open() : body);
      const publish = async () => {
        const current = condition && (await head(key));
        if (condition === 'absent' ? current : condition && current?.etag !== condition.etag)
          throw new ConditionFailed(key);
        await rename(temporary, path);
        return { etag: (await head(key))?.etag ?? '' };
      };
      try {
        return await withLock(`${path}${LOCK_SUFFIX}`, publish);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    async removeAll(prefix, options) {
      for await (const { key } of list(prefix)) if (key !== options?.but) await remove(key);
    },
  };
}

/** What of a prefix is whole folders. */
const folderOf = (prefix: string) => prefix.slice(0, prefix.lastIndexOf('/') + 1);

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

async function holdsObject(path: string): Promise<boolean> {
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    if (entry.isFile() ? entry.name.endsWith(OBJECT_SUFFIX) : await holdsObject(join(path, entry.name))) return true;
  }
  return false;
}

/** Dots are encoded as well: `..` must stay a name. An empty segment becomes a lone suffix. */
const encodeSegment = (segment: string) => encodeURIComponent(segment).replaceAll('.', '%2E') || '%';
const decodeSegment = (name: string) => (name === '%' ? '' : decodeURIComponent(name));

/** One holder at a time over all processes: creating the lock file exclusively is what the file system makes atomic. */
async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      await (await open(path, 'wx')).close();
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      const held = await stat(path).catch(ignoreMissing);
      if (held && Date.now() - held.mtimeMs > STALE_LOCK_MS) await unlink(path).catch(ignoreMissing);
      else await sleep(LOCK_RETRY_MS);
    }
  }
  try {
    return await work();
  } finally {
    await unlink(path).catch(ignoreMissing);
  }
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

const codeOf = (error: unknown) => (typeof error === 'object' && error && 'code' in error ? error.code : undefined);
