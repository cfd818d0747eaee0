import { BYTES_A_PLACE, KEPT_OF_A_SIDE } from './buckets.ts';
import { PLACES_A_BYTE } from './recurrences.ts';
import { EXAMPLE_BYTES } from './signed-examples.ts';

/** How a search for near-duplicates spends the memory it may take. */
export interface MemoryPlan {
  /** Whether all signatures are kept, so that they are read but once. */
  readonly holdsSignatures: boolean;
  /** Places in the table of recurring hashes, as a power of two. */
  readonly recurrencePlaceBits: number;
  /** Examples that the buckets can keep at a time. */
  readonly bucketPlaces: number;
  /** Ranges of hashes, a power of two, that are searched one after the other. */
  readonly ranges: number;
}

/** Less than one hash in eight then shares its place with another by chance. */
const PLACES_A_HASH = 8;
/** A table has a word at least, and its places are found by no more bits than a hash has without its sign. */
const [FEWEST_PLACE_BITS, MOST_PLACE_BITS] = [4, 31];
/** A bucket of both sides fits even into the smallest table, so that dividing a range comes to an end. */
const FEWEST_PLACES = 2 * KEPT_OF_A_SIDE;

/**
 * Half of the memory is for the signatures, if they fit there; the rest, or else the whole, is shared equally by the table
 * of recurring hashes and the buckets. There are as many ranges as make the examples that recur by chance take half of the
 * buckets' places; when those that do not recur by chance are too many for the other half, the search divides a range further.
 */
export function planMemory(examples: number, memoryBytes: number): MemoryPlan {
  const holdsSignatures = examples * EXAMPLE_BYTES <= memoryBytes / 2;
  const tableBytes = memoryBytes / (holdsSignatures ? 4 : 2);
  const wanted = Math.ceil(Math.log2(PLACES_A_HASH * Math.max(examples, 1)));
  const affordable = Math.floor(Math.log2(tableBytes * PLACES_A_BYTE));
  const recurrencePlaceBits = clamp(Math.min(wanted, affordable), FEWEST_PLACE_BITS, MOST_PLACE_BITS);
  const bucketPlaces = Math.max(Math.min(examples, Math.floor(tableBytes / BYTES_A_PLACE)), FEWEST_PLACES);
  let ranges = 1;
  while ((examples / ranges) ** 2 / 2 ** recurrencePlaceBits > bucketPlaces / 2) ranges *= 2;
  return { holdsSignatures, recurrencePlaceBits, bucketPlaces, ranges };
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
