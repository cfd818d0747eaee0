import { asBuffer, type Bytes } from '../reading/bytes.ts';
import { MOST_LINE_BYTES, tooLong } from '../reading/lines.ts';
import type { RowBlock } from './measure.ts';

const LINE_FEED = 0x0a;
/** Bytes of a block: enough that handing it to another thread does not count, few enough for several in memory. */
const BLOCK_BYTES = 512 * 1024;

/**
 * Cuts JSON Lines into blocks of whole lines, each valid until the next one is asked for. A block is as long as its longest
 * line asks for.
 * @throws LabelsmithError `UnusableSource` when a line is longer than a row can be
 */
export async function* cutIntoBlocks(
  bytes: Bytes,
  file = 'the file',
): AsyncGenerator<Extract<RowBlock, { lines: Buffer }>> {
  let block: Buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let filled = 0;
  let offset = 0;
  for await (const piece of bytes) {
    const chunk = asBuffer(piece);
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(block.length - filled, chunk.length - from);
      chunk.copy(block, filled, from, from + taken);
      filled += taken;
      from += taken;
      if (filled < block.length) continue;
      const end = block.lastIndexOf(LINE_FEED) + 1;
      if (end === 0) {
        if (block.length > MOST_LINE_BYTES) throw tooLong(file);
        block = enlarge(block);
        continue;
      }
      yield { lines: block.subarray(0, end), offset };
      block.copyWithin(0, end, filled);
      offset += end;
      filled -= end;
    }
  }
  if (filled > 0) yield { lines: block.subarray(0, filled), offset };
}

function enlarge(block: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(2 * block.length);
  block.copy(larger);
  return larger;
}
