import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import type { InputFile } from './input-file.ts';

/** The only files that `prepare` writes, and so the only ones that it replaces. */
export const OUTPUTS = ['train.jsonl', 'validation.jsonl', 'dataset.json', 'preparation.json'] as const;
export type Output = (typeof OUTPUTS)[number];

/** How an output comes to lie at its path: by a rename on the same disk. */
export type Place = (path: string) => Promise<void>;

const ownResult = z.object({ schema: z.literal('labelsmith.dataset.v1') });

/** A folder that takes all four outputs at once, or stays as it was. */
export class OutputFolder {
  readonly path: string;
  /** Bytes that were free on its disk before anything was written. */
  readonly free: number;
  /** The topmost folder that was made for it, so that it can go again. */
  readonly #made: string | undefined;
  readonly #temporaries: string[] = [];

  private constructor(path: string, made: string | undefined, free: number) {
    this.path = path;
    this.free = free;
    this.#made = made;
  }

  /**
   * Makes the folder unless it is there, without letting anything else happen meanwhile: a signal that came between this and
   * the watch for signals would leave it behind.
   * @param inputs what is read, and so must not be replaced
   * @throws CommandError when what would be written is in the way of something else
   */
  static open(path: string, inputs: readonly InputFile[]): OutputFolder {
    requireRoom(path, inputs);
    const made = mkdirSync(path, { recursive: true });
    const { bavail, bsize } = statfsSync(path);
    return new OutputFolder(path, made, bavail * bsize);
  }

  /** Writes a small file beside the outputs, under a name that nobody else uses. Returns how it becomes an output. */
  async write(output: Output, content: string): Promise<Place> {
    const temporary = this.#temporary(output, 'part');
    await writeFile(temporary, content);
    return async (path) => renameSync(temporary, path);
  }

  /** Puts all outputs in their places; when one cannot be, those that lay there before are put back. */
  async publish(places: Readonly<Record<Output, Place>>): Promise<void> {
    const undo: (() => void)[] = [];
    try {
      for (const output of OUTPUTS) {
        const path = join(this.path, output);
        undo.push(this.#setAside(output, path));
        await places[output](path);
      }
    } catch (error) {
      for (const back of undo.reverse()) back();
      throw error;
    }
    const { mode } = statSync(join(this.path, 'dataset.json'));
    for (const output of OUTPUTS) chmodSync(join(this.path, output), mode);
  }

  /** Removes what is only of use until the outputs are in their places, and the folder if it was made and is empty. */
  tidy(): void {
    for (const temporary of this.#temporaries.splice(0)) rmSync(temporary, { force: true });
    if (this.#made === undefined) return;
    const top = resolve(this.#made);
    for (let folder = resolve(this.path); folder.startsWith(top); folder = dirname(folder)) {
      try {
        rmdirSync(folder);
      } catch {
        // It is not empty: the outputs are there, or somebody else's files.
        return;
      }
    }
  }

  /** Gives an earlier output a second name, from which it can be put back. */
  #setAside(output: Output, path: string): () => void {
    const aside = this.#temporary(output, 'old');
    try {
      linkSync(path, aside);
      return () => renameSync(aside, path);
    } catch {
      // There was none, or the disk knows no second names, and then the earlier one is lost when this fails.
      return () => rmSync(path, { force: true });
    }
  }

  #temporary(output: Output, ending: string): string {
    const path = join(this.path, `.${output}.${process.pid}.${ending}`);
    this.#temporaries.push(path);
    return path;
  }
}

/** What will be written must not replace anything but an earlier result. */
function requireRoom(folder: string, inputs: readonly InputFile[]): void {
  const other = 'Choose another folder with --out.';
  const refuse = (message: string) => new CommandError(message, other, { name: 'OutputInTheWay' });
  const there = statOf(folder);
  if (there && !there.isDirectory()) throw refuse(`${folder} is there already and is not a folder`);
  const found = OUTPUTS.map((name) => ({ name, path: join(folder, name), stats: statOf(join(folder, name)) }));
  for (const { name, path, stats } of found) {
    if (!stats) continue;
    const read = inputs.some((input) => input.stats?.ino === stats.ino && input.stats.dev === stats.dev);
    if (read) throw refuse(`${name} would replace the file that is read`);
    if (!stats.isFile()) throw refuse(`${path} is in the way: it is no file`);
  }
  const foreign = found.find(({ stats }) => stats);
  if (foreign && !isOwnResult(folder)) {
    throw refuse(`${foreign.path} is there already, and is no earlier result of this command`);
  }
}

/** Whether a folder holds what this command wrote, as its `dataset.json` says. */
function isOwnResult(folder: string): boolean {
  try {
    return ownResult.safeParse(JSON.parse(readFileSync(join(folder, 'dataset.json'), 'utf8'))).success;
  } catch {
    return false;
  }
}

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });
