import { MIMEType } from 'node:util';
import { DelimitedReader } from './delimited-reader.ts';

/** One part of a form: a field, or a file when it has a file name. */
export interface FormPart {
  readonly name: string;
  /** Undefined for a plain field; empty for a file that was given no name. */
  readonly fileName: string | undefined;
  /** To be read to its end before the next part is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/** The body is not what its content type says. */
export class MalformedForm extends Error {
  override readonly name = 'MalformedForm';
}

/** The headers of a part are short; a body that has longer ones is no form. */
const MOST_HEAD_BYTES = 8 * 2 ** 10;

/** The boundary between the parts of a `multipart/form-data` body; undefined when the content type names none. */
export function boundaryOf(contentType: string): string | undefined {
  try {
    const type = new MIMEType(contentType);
    return type.essence === 'multipart/form-data' ? type.params.get('boundary') || undefined : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The parts of a `multipart/form-data` body (RFC 7578), one after the other, as they arrive.
 * @throws MalformedForm, EndedEarly
 */
export async function* readParts(body: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<FormPart> {
  const reader = new DelimitedReader(betweenLineEnds(body));
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  for await (const _ of reader.until(delimiter)) throw new MalformedForm('the body does not begin with its boundary');
  for (;;) {
    const afterBoundary = await readLine(reader);
    if (afterBoundary.startsWith('--')) return;
    if (afterBoundary.trim() !== '') throw new MalformedForm('a boundary is followed by something else');
    yield { ...(await readHead(reader)), content: reader.until(delimiter) };
  }
}

const LINE_END = Buffer.from('\r\n');

/** The first boundary has no line end before it, and the last one may have none after it: so all look alike. */
async function* betweenLineEnds(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield LINE_END;
  yield* body;
  yield LINE_END;
}

async function readLine(reader: DelimitedReader): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of reader.until(LINE_END)) {
    bytes += piece.length;
    if (bytes > MOST_HEAD_BYTES) throw new MalformedForm('a line of a part’s head is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function readHead(reader: DelimitedReader): Promise<Pick<FormPart, 'name' | 'fileName'>> {
  let disposition = '';
  let isFile = false;
  let bytes = 0;
  for (let line = await readLine(reader); line !== ''; line = await readLine(reader)) {
    bytes += line.length;
    if (bytes > MOST_HEAD_BYTES) throw new MalformedForm('the head of a part is too long');
    if (/^content-disposition:/i.test(line)) disposition = line;
    // Some senders leave an empty file name out. Texts have no type, or that of plain text.
    if (/^content-type:(?!\s*text\/plain)/i.test(line)) isFile = true;
  }
  const name = parameterOf(disposition, 'name');
  if (name === undefined) throw new MalformedForm('a part has no name');
  const fileName = extendedFileName(disposition) ?? parameterOf(disposition, 'filename');
  return { name, fileName: fileName ?? (isFile ? '' : undefined) };
}

/** Senders write a quote in a value as `%22` (HTML) or as `\"` (older ones). */
function parameterOf(disposition: string, parameter: string): string | undefined {
  const found = new RegExp(`;\\s*${parameter}=(?:"((?:\\\\"|[^"])*)"|([^\\s;"]+))`, 'i').exec(disposition);
  return (found?.[1] ?? found?.[2])
    ?.replaceAll('\\"', '"')
    .replace(/%(0A|0D|22)/gi, (code) => decodeURIComponent(code));
}

/** `filename*=UTF-8''...`, by which some senders write names that are not ASCII (RFC 8187). */
function extendedFileName(disposition: string): string | undefined {
  const encoded = /;\s*filename\*=utf-8'[^']*'([^\s;]+)/i.exec(disposition)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new MalformedForm('a file’s name is not encoded as it says');
  }
}
