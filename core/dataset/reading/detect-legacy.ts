import { analyse } from 'chardet';
import { unusable } from '../unusable.ts';
import { decodeWhole } from './decoders.ts';
import { CP949, type Encoding, findEncoding, GB18030, SHIFT_JIS, WINDOWS_1252 } from './encodings.ts';

/** Bytes of the block that chardet looks at, and the number of blocks, spread over the head. */
const BLOCK_LENGTH = 16 * 1024;
const BLOCKS = 4;
/** chardet's confidence (0 to 100) in an encoding that we cannot read, from which the file is refused. */
const SURE = 40;
/** Bytes beyond ASCII under which it is not to be trusted with that. */
const LEAST_EVIDENCE = 50;
/** A share of characters beyond ASCII that do not decode, from which an encoding is ruled out. */
const MOST_UNDECODED = 0.05;

/**
 * The legacy encoding that a text makes the most sense in: the one that chardet is most sure of among those in which it
 * decodes. Undefined when it makes no sense in any.
 * @throws LabelsmithError `UnusableSource` when it is recognised as one that cannot be read
 */
export function detectLegacy(file: string, head: Buffer): Encoding | undefined {
  const blocks = takeBlocks(head);
  const guesses = new Map<string, number>();
  for (const block of blocks) {
    for (const { name, confidence } of analyse(block)) guesses.set(name, (guesses.get(name) ?? 0) + confidence);
  }
  const ranked = [CP949, SHIFT_JIS, GB18030, WINDOWS_1252]
    .map((encoding) => ({ encoding, score: confidenceIn(encoding, guesses) * fitOf(encoding, blocks) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0];
  if (blocks.reduce((count, block) => count + countForeign(block), 0) >= LEAST_EVIDENCE) {
    refuseOthers(file, guesses, (best?.score ?? 0) / blocks.length, blocks.length);
  }
  if (best && best.score > 0) return best.encoding;
  return fitOf(WINDOWS_1252, blocks) > 0 ? WINDOWS_1252 : undefined;
}

/** Blocks of whole lines, where the head has lines, that hold characters beyond ASCII; the fullest ones. */
function takeBlocks(head: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let from = 0; from < head.length; ) {
    const least = from + BLOCK_LENGTH;
    const lineEnd = least < head.length ? head.indexOf(0x0a, least) : -1;
    const end = lineEnd === -1 ? head.length : lineEnd + 1;
    blocks.push(head.subarray(from, end));
    from = end;
  }
  return blocks
    .map((block) => ({ block, count: countForeign(block) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, BLOCKS)
    .map(({ block }) => block);
}

const countForeign = (block: Buffer) => block.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);

function confidenceIn(encoding: Encoding, guesses: ReadonlyMap<string, number>): number {
  return [...guesses].reduce((most, [name, sum]) => (findEncoding(name) === encoding ? Math.max(most, sum) : most), 0);
}

/** From 1, when everything decodes, to 0, when too much does not or what comes out is no text. */
function fitOf(encoding: Encoding, blocks: readonly Buffer[]): number {
  const text = blocks.map((block) => decodeWhole(block, encoding)).join('\n');
  const foreign = text.match(/[^\0-\x7f]/gu) ?? [];
  const wrong = encoding === WINDOWS_1252 ? countOdd(text) : foreign.filter((character) => !isText(character)).length;
  const most = encoding === WINDOWS_1252 ? 0.5 : MOST_UNDECODED;
  if (encoding !== WINDOWS_1252 && foreign.filter(isFullWidth).length < LEAST_WIDE) return 0;
  return foreign.length === 0 || wrong > most * foreign.length ? 0 : 1 - wrong / foreign.length;
}

/** Characters of an East Asian script under which a text is not taken to be in one. */
const LEAST_WIDE = 4;
/** Half-width kana are single bytes of Shift-JIS: any byte beyond ASCII will do, so that they prove nothing. */
const isFullWidth = (character: string) => /(?![\uff61-\uff9f])[\u1100-\u{3ffff}]/u.test(character);

/** Neither the replacement of what did not decode, nor a control character, nor one of private use. */
const isText = (character: string) => !/[\ufffd\u0080-\u009f]|\p{Co}/u.test(character);

/** A letter beside another letter or a mark that people type: what is left is odd in a text of Western Europe. */
const WESTERN = /(?<=\p{L}|['’])[^\0-\x7f]|[^\0-\x7f](?=\p{L}|['’])|[‘’“”„–—…•€£¥§©®°±²³¼½¾«»¡¿™\u00a0]/gu;

/** Share of a text's letters that may be beyond ASCII: in Western Europe it is under a fifth, elsewhere nearly all. */
const MOST_FOREIGN_LETTERS = 0.4;

/** Every byte is a character of Windows-1252: whether they are the right ones shows in where they stand. */
function countOdd(text: string): number {
  const foreign = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const foreignLetters = text.match(/(?![a-z])\p{L}/giu)?.length ?? 0;
  if (foreignLetters > MOST_FOREIGN_LETTERS * letters) return foreign;
  return foreign - (text.match(WESTERN) ?? []).filter(isText).length;
}

function refuseOthers(file: string, guesses: ReadonlyMap<string, number>, best: number, blocks: number): void {
  for (const [name, sum] of guesses) {
    const confidence = sum / blocks;
    if (findEncoding(name) || confidence < SURE || confidence <= best) continue;
    throw unusable(
      file,
      `it seems to be written in ${name}, which cannot be read`,
      'Save the file as UTF-8, or declare its encoding if it is another one.',
    );
  }
}
