import { CHECKS, type CheckSettings, readCheckSetting } from '../../contract/checks.ts';
import type { DatasetFormat } from '../../contract/names.ts';
import { type Encoding, priceOf } from '../../contract/prices.ts';
import { textLength, textOf, unitsOf } from '../records/record.ts';
import { loadTokenizer } from '../tokens/tokenizer.ts';

/** What counts as too long. */
export interface LengthLimit {
  readonly unit: 'characters' | 'tokens';
  /** Infinite where the model has no limit. */
  readonly most: number;
  /** How tokens are counted. */
  readonly encoding: Encoding;
}

/**
 * The limit of a format, unless the settings name another one. In completion format the old tool's: characters of prompt
 * and completion, which it took for the 2,048 tokens of the models of its time. In chat format the base model's: tokens
 * of a training example.
 */
export function limitLength(format: DatasetFormat, baseModel: string, settings: CheckSettings = {}): LengthLimit {
  const said = settings['long-text'];
  const threshold = said === undefined ? undefined : readCheckSetting(said).threshold;
  const model = priceOf(baseModel);
  const encoding = model?.encoding ?? 'o200k_base';
  if (format === 'completion') {
    return { unit: 'characters', most: threshold ?? CHECKS['long-text'].threshold.usual, encoding };
  }
  return { unit: 'tokens', most: threshold ?? model?.tokenLimit ?? Number.POSITIVE_INFINITY, encoding };
}

/** Whether a record is over the limit. Only records near it cost anything: those are counted exactly. */
export function isTooLong(
  bytes: Buffer,
  at: number,
  label: string,
  { encoding, most, unit }: LengthLimit,
): boolean | Promise<boolean> {
  if (unit === 'characters') {
    // Characters are code points here, of which there are at most as many as UTF-16 units.
    return unitsOf(bytes, at) + label.length > most && [...textOf(bytes, at)].length + [...label].length > most;
  }
  // A token is a byte at least.
  if (textLength(bytes, at) + Buffer.byteLength(label) <= most) return false;
  return loadTokenizer(encoding).then(
    (tokenizer) => tokenizer.countTokens(textOf(bytes, at)) + tokenizer.countTokens(label) > most,
  );
}
