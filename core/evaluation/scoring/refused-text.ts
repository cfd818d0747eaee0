import type { Prediction } from '../../contract/prediction.ts';
import { isLabelsmithError } from '../../errors.ts';
import { equalProbabilities } from '../../prediction/label-probabilities.ts';
import type { ServedModel } from '../../prediction/predict-text.ts';
import { NEUTRAL_TEXT } from '../../registry/ask-version.ts';

/** Of the examples, the share that a host may refuse: one that refuses more is away, whatever it says to a neutral text. */
const MOST_REFUSED = 0.5;

/** What stands for the answer to a text that the host refused. */
export interface Unanswered extends Pick<Prediction, 'probabilities'> {
  readonly label: null;
  readonly refused: true;
}

/** Gives what stands for the answer to a text that ended in a fault, or throws. `ask` asks the model for another text. */
export type Unanswer = (
  fault: unknown,
  ask: (text: string) => Promise<Pick<Prediction, 'probabilities'>>,
) => Promise<Unanswered>;

/**
 * Tells a host that refuses one text, as a content filter does, from one that has no such model: the latter refuses a neutral
 * text as well. A refused text is answered with no label, which counts as wrong, since it would be refused in service, too.
 * Where the host tells probabilities, all labels are as likely as each other, as with an answer that is none of the labels.
 *
 * What it gives throws the fault itself where that is no refusal, and where more than half of the examples are refused; and
 * what the neutral text ends in.
 * @param refused how many of the examples were refused at an earlier attempt
 */
export function unanswering(
  { labels }: Pick<ServedModel, 'labels'>,
  { examples, refused }: { readonly examples: number; readonly refused: number },
): Unanswer {
  let count = refused;
  return async (fault, ask) => {
    if (!isLabelsmithError(fault, 'ProviderRefused')) throw fault;
    count += 1;
    if (count > MOST_REFUSED * examples) throw fault;
    const { probabilities } = await ask(NEUTRAL_TEXT);
    return { label: null, probabilities: probabilities && equalProbabilities(labels), refused: true };
  };
}
