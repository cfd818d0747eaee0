import { unusable } from '../unusable.ts';

/** How a file is written, as its name tells. */
export type FileKind = 'csv' | 'tsv' | 'jsonl' | 'ndjson' | 'json' | 'txt' | 'xlsx' | 'zip' | 'tar' | 'tgz';

const KINDS: readonly FileKind[] = ['csv', 'tsv', 'jsonl', 'ndjson', 'json', 'txt', 'xlsx', 'zip', 'tar', 'tgz'];
/** Kinds that hold rows of labelled texts by themselves; a .txt in an archive is one text as often as not. */
const TABLES: ReadonlySet<FileKind> = new Set(['csv', 'tsv', 'jsonl', 'ndjson', 'json', 'xlsx']);

/** The extensions that can be read, each also followed by `.gz`. */
export const SUPPORTED_EXTENSIONS = KINDS.map((kind) => `.${kind}`);

function extensionOf(file: string): string {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  return /\.([^./\\]+)$/.exec(name)?.[1] ?? '';
}

function findKind(file: string): FileKind | undefined {
  const extension = extensionOf(file);
  return KINDS.find((kind) => kind === extension);
}

/** The kind of a file. @throws LabelsmithError `UnusableSource` when its extension is none that can be read */
export function requireKind(file: string): FileKind {
  const kind = findKind(file);
  if (kind) return kind;
  const extension = extensionOf(file);
  throw unusable(
    file,
    extension ? `files of the kind .${extension} cannot be read` : 'its name has no extension that tells its format',
    `Upload one of ${SUPPORTED_EXTENSIONS.join(' ')}, plain or gzipped (.gz).`,
  );
}

/** Whether a file in an archive is a table of labelled texts, as its name tells. */
export function isTableName(name: string): boolean {
  const kind = findKind(name);
  return kind !== undefined && TABLES.has(kind);
}
