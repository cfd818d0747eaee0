interface PendingSource<T> {
  /** The ids of everything that is stored, ended or not. */
  ids(): Promise<string[]>;
  /** The records of some of them, newest first. */
  read(ids: readonly string[]): Promise<T[]>;
  hasEnded(record: T): boolean;
}

/** Finds the jobs, or batches, that have not ended; remembers those that have, since they need not be read again. */
export class Pending<T extends { readonly id: string }> {
  readonly #source: PendingSource<T>;
  readonly #ended = new Set<string>();

  constructor(source: PendingSource<T>) {
    this.#source = source;
  }

  /** Oldest first. */
  async list(): Promise<T[]> {
    const ids = await this.#source.ids();
    const records = await this.#source.read(ids.filter((id) => !this.#ended.has(id)));
    for (const record of records) if (this.#source.hasEnded(record)) this.#ended.add(record.id);
    return records.filter((record) => !this.#ended.has(record.id)).toReversed();
  }
}
