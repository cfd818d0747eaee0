import { crc32 } from 'node:zlib';
import * as z from 'zod/mini';
import { weightColumns } from '../scores.ts';
import { FeatureIndex } from './feature-index.ts';
import type { Model } from './model.ts';

/**
 * A model's file, all numbers little-endian:
 * magic (8 bytes) | version | CRC-32 of what follows | length of the header | header, JSON, padded with spaces to 4 bytes |
 * features in the order of their buckets, int32 each | their inverse frequencies, uint16 each | weights of each feature,
 * counted, uint16 each | the weights' columns, uint8 each where that is enough for the labels, else uint16 | their values, int16 each
 */
const MAGIC = 'LSLINEAR';
const VERSION = 2;
const PREAMBLE_BYTES = 20;
/** Columns that a byte can number. */
const BYTE_COLUMNS = 256;

const header = z.object({
  labels: z.array(z.string()).check(z.minLength(2), z.maxLength(65_535)),
  temperature: z.number().check(z.positive()),
  bias: z.array(z.number()),
  features: z.int().check(z.minimum(0)),
  weights: z.int().check(z.minimum(0)),
  /** What a weight of 1 stands for. */
  unit: z.number().check(z.positive()),
});

/** The model as bytes: a few MB at most. */
export function encodeModel({ labels, temperature, index, inverseFrequency, weights }: Model): Uint8Array {
  const described: z.infer<typeof header> = {
    labels: [...labels],
    temperature,
    bias: [...weights.bias],
    features: index.features.length,
    weights: weights.values.length,
    unit: weights.unit,
  };
  const json = Buffer.from(JSON.stringify(described));
  const padded = Buffer.concat([json, Buffer.alloc(-json.length & 3, ' ')]);
  const counts = new Uint16Array(index.features.length);
  for (let number = 0; number < counts.length; number += 1) {
    counts[number] = (weights.starts[number + 1] ?? 0) - (weights.starts[number] ?? 0);
  }
  const columns = weights.bias.length <= BYTE_COLUMNS ? new Uint8Array(weights.columns) : weights.columns;
  const sections = [index.features, inverseFrequency, counts, columns, weights.values];
  const body = Buffer.concat([
    padded,
    ...sections.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
  ]);
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  preamble.write(MAGIC, 'latin1');
  preamble.writeUInt32LE(VERSION, 8);
  preamble.writeUInt32LE(crc32(body), 12);
  preamble.writeUInt32LE(padded.length, 16);
  return Buffer.concat([preamble, body]);
}

/**
 * The model that {@link encodeModel} wrote.
 * @throws DamagedModel when the bytes are not a model, are of another version, or have changed since they were written
 */
export function decodeModel(bytes: Uint8Array): Model {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < PREAMBLE_BYTES || file.toString('latin1', 0, 8) !== MAGIC)
    throw new DamagedModel('it does not begin as one');
  const version = file.readUInt32LE(8);
  if (version !== VERSION) throw new DamagedModel(`it is of version ${version}, expected ${VERSION}`);
  const body = file.subarray(PREAMBLE_BYTES);
  if (crc32(body) !== file.readUInt32LE(12)) throw new DamagedModel('its checksum is wrong');
  const headerLength = file.readUInt32LE(16);
  const described = readHeader(body.subarray(0, headerLength));
  if (described.bias.length !== weightColumns(described.labels.length))
    throw new DamagedModel('its bias has the wrong length');
  const reader = new SectionReader(body.subarray(headerLength));
  const index = new FeatureIndex(new Int32Array(reader.take(described.features * 4)));
  const inverseFrequency = new Uint16Array(reader.take(described.features * 2));
  const starts = startsOf(new Uint16Array(reader.take(described.features * 2)));
  if (starts.at(-1) !== described.weights) throw new DamagedModel('its weights do not add up');
  const inBytes = described.bias.length <= BYTE_COLUMNS;
  const columns = inBytes
    ? new Uint16Array(new Uint8Array(reader.take(described.weights)))
    : new Uint16Array(reader.take(described.weights * 2));
  if (highest(columns) >= described.bias.length) throw new DamagedModel('a weight is for a label that is not there');
  const values = new Int16Array(reader.take(described.weights * 2));
  const bias = Float64Array.from(described.bias);
  return {
    labels: described.labels,
    temperature: described.temperature,
    index,
    inverseFrequency,
    weights: { bias, unit: described.unit, starts, columns, values },
  };
}

/** What is wrong with a header is not quoted: it holds a user's labels. */
function readHeader(bytes: Buffer): z.infer<typeof header> {
  try {
    return header.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new DamagedModel('its header is not readable');
  }
}

/** The bytes offered as a model are none. The remedy is to train again, or to restore an earlier version of the object. */
export class DamagedModel extends Error {
  override readonly name = 'DamagedModel';
  constructor(what: string) {
    super(`this is not a usable model file: ${what}; restore it from an earlier version or train again`);
  }
}

/** Hands out the sections one after the other, each in a buffer of its own, since typed arrays must be aligned. */
class SectionReader {
  #rest: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#rest = bytes;
  }
  take(length: number): ArrayBuffer {
    if (length > this.#rest.length) throw new DamagedModel('it ends too early');
    const section = new ArrayBuffer(length);
    new Uint8Array(section).set(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
    return section;
  }
}

/** A loop, since a start waits for it: a function called for each weight takes twice as long before it is compiled. */
function highest(columns: Uint16Array): number {
  let most = 0;
  for (let place = 0; place < columns.length; place += 1) most = Math.max(most, columns[place] ?? 0);
  return most;
}

function startsOf(counts: Uint16Array): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  for (let number = 0; number < counts.length; number += 1)
    starts[number + 1] = (starts[number] ?? 0) + (counts[number] ?? 0);
  return starts;
}
