import { S3Error } from './s3-error.ts';

/**
 * Reads a `Range` of bytes. As S3 does, it overlooks what is not a single range and sends the whole object.
 * @param size of the object, in bytes
 * @returns the first and the last byte, or undefined for the whole
 * @throws S3Error `InvalidRange` when the range has no byte of the object
 */
export function parseRange(range: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start <= end) return { start, end };
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable.', { 'content-range': `bytes */${size}` });
}
