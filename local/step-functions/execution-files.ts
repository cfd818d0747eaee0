import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExecutionRecord, executionRecord } from './execution-record.ts';

/** The executions of one state machine on disk, one readable JSON file each. */
export interface ExecutionFiles {
  /** Everything that can be read; a file that is broken is left aside. */
  load(): Promise<ExecutionRecord[]>;
  /** Writes one record as a whole: after a crash there is the old one or the new one. Calls for one name keep their order. */
  save(record: ExecutionRecord): Promise<void>;
}

const SUFFIX = '.json';

export function executionFiles(directory: string): ExecutionFiles {
  const writes = new Map<string, Promise<void>>();

  async function write(path: string, text: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    await writeFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
  }

  return {
    async load() {
      const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(SUFFIX));
      const records = await Promise.all(names.map((name) => read(join(directory, name))));
      return records.filter((record) => record !== undefined);
    },
    save(record) {
      const path = join(directory, fileName(record.name));
      const text = `${JSON.stringify(record, null, 2)}\n`;
      const written = (writes.get(path) ?? Promise.resolve()).catch(() => {}).then(() => write(path, text));
      writes.set(path, written);
      const forget = () => writes.get(path) === written && writes.delete(path);
      return written.finally(forget);
    },
  };
}

async function read(path: string): Promise<ExecutionRecord | undefined> {
  try {
    return executionRecord.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * The name itself where every file system takes it; otherwise with a hash, since names differ by letter case and may
 * hold letters that take several bytes.
 */
function fileName(name: string): string {
  if (/^[a-z0-9_-]+$/.test(name)) return `${name}${SUFFIX}`;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.replace(/[^A-Za-z0-9_-]/g, '_')}~${hash}${SUFFIX}`;
}
