import { isLabelsmithError } from '../../../errors.ts';
import { cutName, unusable } from '../../unusable.ts';
import { readZipBuffer } from '../archive/zip.ts';
import { type Bytes, collect } from '../bytes.ts';
import { hasHeader } from '../dialect.ts';
import { nameColumns, placeholderName } from '../names-of-columns.ts';
import type { SourceRow } from '../source-row.ts';
import { UnpackGuard } from '../unpack-guard.ts';
import { readSharedStrings } from './shared-strings.ts';
import { readSheet, type SheetRow, type WorkbookParts } from './sheet.ts';
import { readDateStyles } from './styles.ts';
import { readXml } from './xml.ts';

/** A workbook is read as a whole; a million short rows fit. */
const MOST_UNPACKED_BYTES = 50 * 1024 ** 2;
/** Shared strings let a small file show one long text very often. */
const MOST_SHOWN_CHARACTERS = 200 * 1024 ** 2;
const MOST_NAMED_COLUMNS = 1000;
/** Rows that tell whether the first of them is a header. */
const HEADER_ROWS = 50;

/** A workbook's rows, and which of its sheets they are from. */
export interface OpenedWorkbook {
  readonly rows: AsyncGenerator<SourceRow>;
  readonly notes: readonly string[];
}

/**
 * The rows of the first sheet of an .xlsx workbook that has any; its first row with content is the header, and rows
 * without content are not counted.
 * @throws LabelsmithError `UnusableSource` when it is damaged, encrypted, or unpacks to more than 50 MB
 */
export async function openWorkbook(file: string, bytes: Bytes): Promise<OpenedWorkbook> {
  const archive = await collect(bytes, MOST_UNPACKED_BYTES);
  if (!archive) throw tooLarge(file);
  try {
    const files = await unpackXml(file, archive);
    const parts = readParts(files);
    const sheets = findSheets(files);
    for (const [index, { name, path }] of sheets.entries()) {
      const rows = readSheet(files.get(path) ?? '', parts);
      if (rows.length === 0 && index < sheets.length - 1) continue;
      const place = index === 0 ? 'the first' : `number ${index + 1}`;
      const note = `read the sheet "${cutName(name)}", ${place} of ${sheets.length}`;
      return { rows: nameCells(file, rows), notes: sheets.length > 1 ? [note] : [] };
    }
  } catch (error) {
    if (isLabelsmithError(error)) throw error;
    throw unusable(file, 'the workbook is damaged', 'Open it in a spreadsheet program and save it again as .xlsx.', {
      cause: error,
    });
  }
  throw unusable(file, 'the workbook has no sheets', 'Save the table as .xlsx or .csv and upload that.');
}

const tooLarge = (file: string) =>
  unusable(
    file,
    `a workbook of more than ${MOST_UNPACKED_BYTES / 1024 ** 2} MB`,
    'Save the sheet as .csv, which may have any size.',
  );

/** The workbook's XML by path; pictures and the like are not unpacked. */
async function unpackXml(file: string, archive: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const guard = new UnpackGuard(file, MOST_UNPACKED_BYTES);
  for await (const { path, kind, content } of readZipBuffer(file, archive, guard)) {
    const wanted =
      kind === 'file' && /^\/?xl\/.*\.(?:xml|rels)$/i.test(path) && !/\/(?:media|drawings|theme)\//.test(path);
    if (!wanted) continue;
    const unpacked = await collect(content(), MOST_UNPACKED_BYTES);
    files.set(path.replace(/^\//, ''), decodeXml(unpacked ?? Buffer.alloc(0)));
  }
  if (files.has('xl/workbook.xml')) return files;
  throw unusable(
    file,
    'it is an archive, but not an Excel workbook',
    'Save the table as .xlsx or .csv and upload that.',
  );
}

function decodeXml(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

function readParts(files: ReadonlyMap<string, string>): WorkbookParts {
  const strings = files.get('xl/sharedStrings.xml');
  const styles = files.get('xl/styles.xml');
  let since1904 = false;
  readXml(files.get('xl/workbook.xml') ?? '', {
    open(name, attributes) {
      if (name === 'workbookPr') since1904 = /^(?:1|true)$/.test(attributes()['date1904'] ?? '');
    },
  });
  return {
    strings: strings ? readSharedStrings(strings) : [],
    dateStyles: styles ? readDateStyles(styles) : [],
    since1904,
  };
}

/** The sheets in the order of their tabs. Charts on a tab of their own are no sheets. */
function findSheets(files: ReadonlyMap<string, string>): { name: string; path: string }[] {
  const targets = new Map<string, string>();
  readXml(files.get('xl/_rels/workbook.xml.rels') ?? '', {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const { Id = '', Type = '', Target = '' } = attributes();
      if (Type.endsWith('/worksheet')) targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const sheets: { name: string; path: string }[] = [];
  readXml(files.get('xl/workbook.xml') ?? '', {
    open(tag, attributes) {
      if (tag !== 'sheet') return;
      const { name = '', id = '' } = attributes();
      const path = targets.get(id);
      if (path !== undefined && files.has(path)) sheets.push({ name, path });
    },
  });
  return sheets;
}

async function* nameCells(file: string, rows: readonly SheetRow[]): AsyncGenerator<SourceRow> {
  const names = nameSheetColumns(file, rows);
  let shown = 0;
  for (const [row, sheetRow] of rows.slice(names.header ? 1 : 0).entries()) {
    const cells: Record<string, string> = Object.create(null);
    for (const name of names.byColumn.values()) cells[name] = '';
    for (const [column, cell] of sheetRow) {
      cells[names.byColumn.get(column) ?? placeholderName(column)] = cell;
      shown += cell.length;
    }
    if (shown > MOST_SHOWN_CHARACTERS) throw tooLarge(file);
    yield { row, cells };
  }
}

function nameSheetColumns(file: string, rows: readonly SheetRow[]): { header: boolean; byColumn: Map<number, string> } {
  const columns = [...(rows[0]?.keys() ?? [])].sort((a, b) => a - b);
  if (columns.length > MOST_NAMED_COLUMNS) {
    throw unusable(
      file,
      `its sheet has ${columns.length} columns, and at most ${MOST_NAMED_COLUMNS} can be read`,
      'Keep the columns of text and label only.',
    );
  }
  const sample = rows.slice(0, HEADER_ROWS).map((row) => columns.map((column) => row.get(column) ?? ''));
  const header = hasHeader(sample);
  const names = header ? nameColumns(sample[0] ?? []) : columns.map(placeholderName);
  return { header, byColumn: new Map(columns.map((column, index) => [column, names[index] ?? ''])) };
}
