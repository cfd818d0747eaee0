/** How a file is to be read where its bytes alone do not tell. */
export interface ReadingOptions {
  /** The encoding's name, as in {@link findEncoding}. @default told by the byte-order mark, else detected */
  readonly encoding?: string | undefined;
  /**
   * Which part of a dotted folder name (`rec.sport.hockey`) is the label of the texts in the folder.
   * @default 'last-part'
   */
  readonly folderLabels?: 'last-part' | 'whole' | undefined;
}
