import type { Comparison, Evaluation } from '../contract/evaluation.ts';
import { count, whole } from '../contract/numbers.ts';
import { type Markup, markup, name, type Piece } from './markup.ts';
import type { RunFacts } from './run-facts.ts';

/** Labels that a sentence names; of more, it says how many. */
const MOST_NAMED = 10;

/** What the comparison does without, a sentence each. */
export function leftOut({ plan, run }: RunFacts, evaluation: Evaluation): Piece[] {
  const { baseline, candidate, champion, comparison, serving, untuned } = evaluation;
  const isEmbedded = run.provider === 'embedded';
  return [
    serving === null && 'No version served yet: this one had to be better than the most frequent label.',
    serving !== null &&
      !champion &&
      `Version ${serving} serves, and no longer answers: nothing could be compared with it.`,
    ...(champion && comparison ? rowsLeftOut(comparison, champion.version) : []),
    !baseline && isEmbedded && 'There is no free baseline beside it: the embedded engine is the provider itself.',
    !baseline && !isEmbedded && 'There is no free baseline beside it: the embedded engine gave none for this dataset.',
    !untuned &&
      plan?.judging.untuned === undefined &&
      !isEmbedded &&
      'No untuned model was asked: the settings name none (judging.untuned).',
    !untuned &&
      plan?.judging.untuned !== undefined &&
      isEmbedded &&
      `The untuned model ${plan.judging.untuned} was not asked: the embedded engine has none.`,
    untuned &&
      untuned.metrics.examples < candidate.examples &&
      `The untuned model was asked about the first ${whole(untuned.metrics.examples)} of ${count(candidate.examples, 'example')} only, since each answer is paid for.`,
  ].filter((item) => item !== false && item !== null);
}

function rowsLeftOut(comparison: Comparison, champion: number): Piece[] {
  const { nearlyTrainedOn, onlyCandidate, onlyChampion, trainedOn, unknownLabel } = comparison;
  return [
    trainedOn === null &&
      `The dataset of version ${champion} is gone: it may have been trained on some of these examples, which speaks for it and never for the candidate.`,
    trainedOn !== null &&
      trainedOn > 0 &&
      `${count(trainedOn, 'held-out example')} that version ${champion} was trained on: of these it would know the answers.`,
    nearlyTrainedOn > 0 &&
      `${count(nearlyTrainedOn, 'held-out example')} that version ${champion} was trained on nearly, in all but a few words.`,
    unknownLabel > 0 &&
      `${count(unknownLabel, 'held-out example')} with a label that version ${champion} does not know.`,
    onlyCandidate.length > 0 && markup`New labels, which version ${champion} cannot give: ${named(onlyCandidate)}.`,
    onlyChampion.length > 0 &&
      markup`Labels of version ${champion} that this dataset no longer has: ${named(onlyChampion)}.`,
  ].filter((item) => item !== false);
}

function named(labels: readonly string[]): Markup {
  const more = labels.length - MOST_NAMED;
  const shown = labels.slice(0, MOST_NAMED).map((label, index) => markup`${index > 0 ? ', ' : ''}${name(label)}`);
  return markup`${shown}${more > 0 && ` and ${whole(more)} more`}`;
}
