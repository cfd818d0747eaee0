import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Model } from './model.ts';
import { weightColumns } from './scores.ts';
import { createVocabulary } from './vocabulary.ts';

/**
 * A model's file, all numbers little-endian:
 * magic (8 bytes) | version | CRC-32 of what follows | length of the header | header, JSON, padded with spaces to 4 bytes |
 * features, int32 each | document frequencies as (frequency, how many features have it), int32 each |
 * weights of each feature, counted, uint16 each | their columns, uint16 each | their values over the scale, int16 each
 */
const MAGIC = 'LSLINEAR';
const VERSION = 1;
const PREAMBLE_BYTES = 20;
const HIGHEST_INT16 = 32_767;

const header = z.object({
  labels: z.array(z.string()).min(2).max(65_535),
  temperature: z.number().positive(),
  bias: z.array(z.number()),
  texts: z.int().min(1),
  features: z.int().min(0),
  frequencyRuns: z.int().min(0),
  weights: z.int().min(0),
  /** The largest weight's magnitude; values are stored as 32,767ths of it. */
  scale: z.number().min(0),
});

/** The model as bytes: a few MB at most. Weights are rounded to 16 bits; nothing else is lost. */
export function encodeModel(model: Model): Uint8Array {
  const { vocabulary, weights } = model;
  const runs = frequencyRuns(vocabulary.documentFrequency);
  const scale = weights.values.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
  const described: z.infer<typeof header> = {
    labels: [...model.labels],
    temperature: model.temperature,
    bias: [...weights.bias],
    texts: vocabulary.texts,
    features: vocabulary.table.size,
    frequencyRuns: runs.length / 2,
    weights: weights.values.length,
    scale,
  };
  const json = Buffer.from(JSON.stringify(described));
  const padded = Buffer.concat([json, Buffer.alloc(-json.length & 3, ' ')]);
  const counts = Uint16Array.from(weights.starts.subarray(1), (end, at) => end - (weights.starts[at] ?? 0));
  const rounded = Int16Array.from(weights.values, (value) => Math.round((value / (scale || 1)) * HIGHEST_INT16));
  const sections = [vocabulary.table.features(), runs, counts, weights.columns, rounded];
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
  const described = header.parse(JSON.parse(body.toString('utf8', 0, headerLength)));
  const reader = new SectionReader(body.subarray(headerLength));
  const features = new Int32Array(reader.take(described.features * 4));
  const runs = new Int32Array(reader.take(described.frequencyRuns * 8));
  const counts = new Uint16Array(reader.take(described.features * 2));
  const columns = new Uint16Array(reader.take(described.weights * 2));
  const rounded = new Int16Array(reader.take(described.weights * 2));
  const starts = new Int32Array(described.features + 1);
  for (const [at, count] of counts.entries()) starts[at + 1] = (starts[at] ?? 0) + count;
  if (described.bias.length !== weightColumns(described.labels.length))
    throw new DamagedModel('its bias has the wrong length');
  if (starts.at(-1) !== described.weights) throw new DamagedModel('its weights do not add up');
  return {
    labels: described.labels,
    temperature: described.temperature,
    vocabulary: createVocabulary(features, unrolled(runs, described.features), described.texts),
    weights: {
      bias: Float64Array.from(described.bias),
      starts,
      columns,
      values: Float32Array.from(rounded, (value) => (value / HIGHEST_INT16) * described.scale),
    },
  };
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

/** Frequencies never rise from one feature to the next, so a few thousand pairs say them all. */
function frequencyRuns(frequencies: Int32Array): Int32Array {
  const runs: number[] = [];
  for (const frequency of frequencies) {
    if (runs.at(-2) === frequency) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(frequency, 1);
  }
  return Int32Array.from(runs);
}

function unrolled(runs: Int32Array, features: number): Int32Array {
  const frequencies = new Int32Array(features);
  let at = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const next = at + (runs[run + 1] ?? 0);
    frequencies.fill(runs[run] ?? 0, at, next);
    at = next;
  }
  if (at !== features) throw new DamagedModel('its frequencies do not add up');
  return frequencies;
}
