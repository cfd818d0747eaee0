import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from './checksums.ts';

/** The version id of everything that was written while its bucket kept no versions. */
export const NULL_VERSION = 'null';

/** The headers that are kept with an object and sent with it, besides the user's own metadata. */
export const CONTENT_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
] as const;

const checksumType = z.enum(['FULL_OBJECT', 'COMPOSITE']);

/** What a client says of an object when it writes it. */
export const objectDescription = z.object({
  headers: z.partialRecord(z.enum(CONTENT_HEADERS), z.string()),
  /** The user's metadata, names in lower case and without `x-amz-meta-`. */
  metadata: z.record(z.string(), z.string()),
});
export type ObjectDescription = z.infer<typeof objectDescription>;

const stored = {
  key: z.string(),
  /** 16 hexadecimal digits; of two writes in one bucket the later one has the greater sequence. Also the file's name. */
  sequence: z.string().regex(/^[0-9a-f]{16}$/),
  versionId: z.string(),
  lastModified: z.iso.datetime(),
};

/** One version of one object, as it lies beside its bytes. */
const storedObject = objectDescription.extend({
  ...stored,
  kind: z.literal('object'),
  /** In bytes. */
  size: z.int().min(0),
  /** Without its quotes. */
  etag: z.string(),
  checksum: z.object({ algorithm: z.enum(CHECKSUM_ALGORITHMS), value: z.string(), type: checksumType }).optional(),
});
export type StoredObject = z.infer<typeof storedObject>;
export type StoredChecksum = NonNullable<StoredObject['checksum']>;

/** A delete marker: since it was written, the key counts as deleted, and the versions before it are still there. */
const deleteMarker = z.object({ ...stored, kind: z.literal('delete-marker') });
export type DeleteMarker = z.infer<typeof deleteMarker>;

export const objectRecord = z.discriminatedUnion('kind', [storedObject, deleteMarker]);
export type ObjectRecord = z.infer<typeof objectRecord>;
