import type { ReadObject, Store, StoredObject, WriteBody, WriteOptions } from '../../core/store.ts';

/**
 * A store as a process sees it that is killed at one of its writes or removals: that one and everything after it never happens and
 * never answers. The store behind it lives on.
 */
export class MortalStore implements Store {
  readonly #store: Store;
  readonly #isFatal: (key: string, body: WriteBody) => boolean;
  readonly #isFatalRemoval: (key: string) => boolean;
  #dead = false;
  /** Settles when the process has been killed. */
  readonly died: Promise<void>;
  #die: () => void = () => undefined;

  constructor(
    store: Store,
    isFatal: (key: string, body: WriteBody) => boolean,
    isFatalRemoval: (key: string) => boolean = () => false,
  ) {
    this.#store = store;
    this.#isFatal = isFatal;
    this.#isFatalRemoval = isFatalRemoval;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  head(key: string): Promise<StoredObject | undefined> {
    return this.#alive(() => this.#store.head(key));
  }

  read(key: string, options?: { versionId?: string }): Promise<ReadObject | undefined> {
    return this.#alive(() => this.#store.read(key, options));
  }

  write(key: string, body: WriteBody, options?: WriteOptions): Promise<{ etag: string }> {
    if (this.#isFatal(key, body)) this.#end();
    return this.#alive(() => this.#store.write(key, body, options));
  }

  list(prefix: string): AsyncIterable<StoredObject> {
    return this.#store.list(prefix);
  }

  folders(prefix: string): AsyncIterable<string> {
    return this.#store.folders(prefix);
  }

  remove(key: string, condition?: { readonly etag: string }): Promise<void> {
    if (this.#isFatalRemoval(key)) this.#end();
    return this.#alive(() => this.#store.remove(key, condition));
  }

  removeAll(prefix: string, options?: { readonly but: string }): Promise<void> {
    if (this.#isFatalRemoval(prefix)) this.#end();
    return this.#alive(() => this.#store.removeAll(prefix, options));
  }

  #end(): void {
    this.#dead = true;
    this.#die();
  }

  #alive<T>(call: () => Promise<T>): Promise<T> {
    return this.#dead ? new Promise<T>(() => undefined) : call();
  }
}
