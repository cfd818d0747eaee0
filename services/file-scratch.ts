import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scratch, ScratchFile } from '../core/dataset/scratch.ts';

/** Scratch in a folder of this machine, under names that nobody else uses. */
export interface FileScratch extends Scratch {
  /** Makes one of its files a file of its own, under another path on the same disk; what had that path is replaced. */
  keep(name: string, path: string): Promise<void>;
  /** Closes and removes what is left. Removes at once, without waiting: a signal's handler may call it. */
  removeAll(): void;
}

/** Files are found by their ending when a process was killed in the middle. */
const ENDING = '.part';

/**
 * @param folder is made when the first file is opened; its files are readable by their owner alone
 */
export function createFileScratch(folder: string): FileScratch {
  const files = new Map<string, OpenFile>();
  // Several threads of one process may use one folder.
  const own = `${process.pid}.${randomUUID().slice(0, 8)}`;
  return {
    async open(name) {
      await mkdir(folder, { recursive: true });
      const path = join(folder, `.${name}.${own}${ENDING}`);
      const file = new OpenFile(path);
      files.set(name, file);
      return file;
    },
    async keep(name, path) {
      const file = files.get(name);
      if (!file) throw new Error(`there is no scratch file ${name}`);
      await rename(file.path, path);
      file.release();
      files.delete(name);
    },
    removeAll() {
      for (const file of files.values()) file.remove();
      files.clear();
    },
  };
}

/**
 * Reads and writes at once, on this thread: the bytes go to and from the system's cache, which takes less time than
 * handing them to another thread.
 */
class OpenFile implements ScratchFile {
  readonly path: string;
  readonly #descriptor: number;
  #isClosed = false;
  size = 0;

  constructor(path: string) {
    const { O_CREAT, O_RDWR, O_TRUNC } = constants;
    this.path = path;
    this.#descriptor = openSync(path, O_RDWR | O_CREAT | O_TRUNC, 0o600);
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.size + written);
    }
    this.size += bytes.length;
  }

  async read(position: number, target: Uint8Array): Promise<void> {
    for (let read = 0; read < target.length; ) {
      const length = readSync(this.#descriptor, target, read, target.length - read, position + read);
      if (length === 0) throw new Error('a scratch file ended early: something else changed it');
      read += length;
    }
  }

  async close(): Promise<void> {
    this.remove();
  }

  /** Closes and removes the file, once. */
  remove(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#descriptor);
    rmSync(this.path, { force: true });
  }

  /** Closes the file and leaves it. */
  release(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#descriptor);
  }
}
