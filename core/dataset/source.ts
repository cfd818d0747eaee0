/** A file of labelled texts, wherever it lies. */
export interface Source {
  /** The file's name as its owner knows it; the extension tells its format, and messages name it. */
  readonly name: string;
  /** The file's bytes from the start. Called once. */
  open(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
}

/** Examples that came one by one: JSON Lines in UTF-8 with the columns `text` and `label`, each line with a name of its own. */
export interface RowsSource extends Source {
  readonly rowNames: readonly string[];
}
