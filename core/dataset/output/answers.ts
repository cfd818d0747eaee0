import type { LabelAnswer } from '../../contract/example-format.ts';
import type { DatasetFormat } from '../../contract/names.ts';
import { COMPLETION_START } from '../../contract/prompt-marks.ts';
import type { CheckPlan } from '../checks/check-plan.ts';
import { compareCodePoints } from '../code-point-order.ts';
import type { PrepareOptions } from '../options.ts';
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts';

/** Answers for the labels of a dataset, and what was done to the labels to get them. */
export interface ChosenAnswers {
  readonly answers: readonly LabelAnswer[];
  /** What all labels begin with and no answer does; empty when nothing was taken off. */
  readonly prefix: string;
  readonly lowerCased: boolean;
}

/**
 * What the model is trained to answer for each label, in the order of the labels' code points. In completion format the
 * old tool's rules come first: mostly upper-case labels are lower-cased, and what all of them begin with is taken off. With
 * `auto` the answer is a number where the first tokens do not tell all labels apart, each by the text that it stands for,
 * since a host tells no more of a token: 0 to 999 are each a single token.
 */
export async function chooseAnswers(
  labels: Iterable<string>,
  choice: PrepareOptions['answers'],
  format: DatasetFormat,
  plan: CheckPlan,
): Promise<ChosenAnswers> {
  const sorted = [...labels].toSorted(compareCodePoints);
  const { lowerCased, prefix, shortened } =
    format === 'completion' ? shorten(sorted, plan) : { lowerCased: false, prefix: '', shortened: sorted };
  const numbered = choice === 'auto' && !(await firstTokensTell(shortened, format));
  const answers = sorted.map((label, index) => ({
    label,
    answer: numbered ? String(index) : (shortened[index] ?? ''),
  }));
  return numbered ? { answers, prefix: '', lowerCased: false } : { answers, prefix, lowerCased };
}

function shorten(labels: readonly string[], plan: CheckPlan) {
  const upper = plan['upper-case'];
  const letters = labels.join('').match(/\p{L}/gu) ?? [];
  const capitals = labels.join('').match(/\p{Lu}/gu) ?? [];
  const isUpper = upper.action !== 'off' && capitals.length > upper.threshold * letters.length;
  const lowered = isUpper ? labels.map((label) => label.toLowerCase()) : labels;
  const lowerCased = isUpper && new Set(lowered).size === labels.length;
  const cased = lowerCased ? lowered : labels;
  const common = plan['completion-prefix'].action === 'off' ? '' : commonPrefix(cased);
  const taken = [...common].length >= plan['completion-prefix'].threshold && !cased.includes(common);
  return {
    lowerCased,
    prefix: taken ? common : '',
    shortened: taken ? cased.map((label) => label.slice(common.length)) : cased,
  };
}

function commonPrefix(labels: readonly string[]): string {
  if (labels.length < 2) return '';
  const [first = '', last = ''] = [labels.toSorted()[0], labels.toSorted().at(-1)];
  let same = 0;
  while (same < first.length && first[same] === last[same]) same += 1;
  const prefix = first.slice(0, same);
  return prefix.isWellFormed() ? prefix : prefix.slice(0, -1);
}

/** Whether the text of each label's first token is that label, or the start of it and of no other (`labelProbabilities`). */
async function firstTokensTell(labels: readonly string[], format: DatasetFormat): Promise<boolean> {
  const tokenizer = await loadTokenizer(format === 'completion' ? 'cl100k_base' : 'o200k_base');
  const space = format === 'completion' ? COMPLETION_START : '';
  const starts = labels.map((label) => firstToken(tokenizer, space + label)?.trimStart() ?? '');
  const known = new Set(labels);
  return (
    new Set(starts).size === labels.length &&
    starts.every((start) => start !== '' && (known.has(start) || startsOne(labels, start)))
  );
}

const startsOne = (labels: readonly string[], start: string) =>
  labels.filter((label) => label.startsWith(start)).length === 1;

/** The text of a text's first token; undefined where that ends within a character, as it may in scripts with many. */
function firstToken(tokenizer: Tokenizer, text: string): string | undefined {
  const [first] = tokenizer.encode(text);
  for (let length = 1; length <= text.length; length += 1) {
    const start = text.slice(0, length);
    const tokens = tokenizer.encode(start);
    if (tokens.length === 1 && tokens[0] === first) return start;
  }
  return undefined;
}
