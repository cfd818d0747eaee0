import { constants, createReadStream, openSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { CommandError } from '../command-error.ts';
import { requireReadable } from '../readable-file.ts';
import { WRONG_USAGE } from '../terminal/exit-codes.ts';

/** Standard input, where a path is expected. */
const STDIN: readonly string[] = ['-', '/dev/stdin'];
/** Bytes read at a time: few system calls, and small beside everything else. */
const CHUNK_BYTES = 256 * 1024;
/** Endings that say how a file is written, and are no part of what it is about. */
const ENDINGS = /(\.(csv|tsv|jsonl|ndjson|json|txt|xlsx|zip|tar|tgz))?(\.gz)?$/i;

/** A file, or a pipe, that is about to be read; it knows how far it was. Fits as a source of a preparation. */
export class InputFile {
  /** Its name as messages give it; the ending tells its format. */
  readonly name: string;
  /** Undefined for a pipe: nobody knows yet how much will come. */
  readonly bytes: number | undefined;
  /** Where it lies; undefined for a pipe. */
  readonly stats: Stats | undefined;
  readonly path: string;
  readonly #isPipe: boolean;
  #stream: (AsyncIterable<Uint8Array> & { readonly bytesRead?: number }) | undefined;

  constructor(path: string, name: string, stats?: Stats) {
    this.path = path;
    this.name = name;
    this.stats = stats?.isFile() ? stats : undefined;
    this.bytes = this.stats?.size;
    this.#isPipe = stats?.isFIFO() ?? false;
  }

  get bytesRead(): number {
    return this.#stream?.bytesRead ?? 0;
  }

  open(): AsyncIterable<Uint8Array> {
    this.#stream = this.#open();
    return this.#stream;
  }

  #open(): AsyncIterable<Uint8Array> {
    if (STDIN.includes(this.path)) return process.stdin;
    if (!this.#isPipe) return createReadStream(this.path, { highWaterMark: CHUNK_BYTES });
    // Without waiting for whoever writes: a process that waits in a system call cannot be interrupted.
    return new Socket({ fd: openSync(this.path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true });
  }
}

/**
 * Finds a file, without opening it.
 * @param path a file, a named pipe, or `-` for standard input
 * @param name what it is called instead; a must for standard input, whose bytes do not tell their format
 * @throws CommandError when there is nothing to be read
 */
export async function findInput(path: string, name?: string): Promise<InputFile> {
  if (STDIN.includes(path)) {
    if (name !== undefined) return new InputFile(path, name);
    throw new CommandError(
      'standard input has no name that tells its format',
      'Say what comes through the pipe, e.g. --name rows.csv.',
      { name: 'WrongUsage', exitCode: WRONG_USAGE },
    );
  }
  const found = await requireReadable(path);
  return new InputFile(path, name ?? basename(path), found);
}

/** What a file is about, by its name: `mails.jsonl.gz` gives `mails`. */
export const stemOf = (name: string): string => basename(name).replace(ENDINGS, '') || 'data';

/** The folder that a file is prepared into when nobody names one: beside it, or here for a pipe. */
export function usualFolder({ name, path, stats }: InputFile): string {
  return join(stats ? dirname(path) : '.', `${stemOf(name)}-prepared`);
}
