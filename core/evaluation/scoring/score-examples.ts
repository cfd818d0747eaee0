import type { Clock } from '../../clock.ts';
import type { ScoredExample } from '../../contract/evaluation.ts';
import { isLabelsmithError } from '../../errors.ts';
import { mapConcurrently } from '../../map-concurrently.ts';
import { predictText, type ServedModel } from '../../prediction/predict-text.ts';
import type { PredictionHost, TokenAnswer } from '../../prediction/prediction-host.ts';
import type { HeldOutExample } from './held-out.ts';
import { MOST_AT_ONCE } from './pace.ts';
import { unanswering } from './refused-text.ts';

/** How a model is asked. */
export interface Scoring {
  readonly host: PredictionHost;
  readonly clock: Clock;
  /** Answers that are there already, by row: these examples are not asked again. @default none */
  readonly known?: ReadonlyMap<number, ScoredExample>;
  /** Nothing is asked from then on. @default all examples are asked, however long it takes */
  readonly until?: Date;
  /** Called after each answer with all that are there, also when they are in no order. @default nobody is told */
  readonly note?: (scored: ReadonlyMap<number, ScoredExample>) => Promise<void>;
}

/** Time was over before every example was answered. What was answered has been noted; the rest is asked another time. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/**
 * The model's answer to every example, in the examples' order. No text is kept. What is under way is waited for, and
 * noted, whatever happens to the others. A text that the host refuses while it answers others has no label (`unanswering`).
 * @throws OutOfTime when `until` came first. Without one new answer it is the host's fault that is thrown instead: who
 * comes back for more must have been given some.
 */
export async function scoreExamples(
  { host, clock, known, until, note }: Scoring,
  model: ServedModel,
  examples: readonly HeldOutExample[],
): Promise<ScoredExample[]> {
  const scored = new Map(known);
  const isOver = () => until !== undefined && clock() >= until;
  const faults: unknown[] = [];
  const refused = [...scored.values()].filter((one) => one.refused).length;
  const unanswer = unanswering(model, { examples: examples.length, refused });
  const score = async ({ row, text, expected }: HeldOutExample) => {
    const start = clock().getTime();
    const { asked, counted } = countingTokens(host);
    const ask = (asking: string) => predictText(asked, model, asking, until);
    const answer = await ask(text).catch((fault: unknown) => unanswer(fault, ask));
    const { label, probabilities } = answer;
    const seconds = (clock().getTime() - start) / 1000;
    const noted = 'refused' in answer && { refused: answer.refused };
    scored.set(row, { row, expected, label, probabilities, seconds, ...counted(), ...noted });
    await note?.(scored);
  };
  const left = examples.filter(({ row }) => !scored.has(row));
  await mapConcurrently(left, MOST_AT_ONCE, async (example) => {
    if (faults.length === 0 && !isOver()) await score(example).catch((fault: unknown) => faults.push(fault));
  });
  const [fault] = faults;
  const hasMore = scored.size > (known?.size ?? 0);
  const isWaitCutShort = isOver() && hasMore && isLabelsmithError(fault, 'ProviderUnavailable');
  if (fault !== undefined && !isWaitCutShort) throw fault;
  const answers = examples.flatMap(({ row }) => scored.get(row) ?? []);
  if (answers.length < examples.length) throw new OutOfTime(`${answers.length} of ${examples.length} examples scored`);
  return answers;
}

/** The host for one answer, of which a prediction does not tell what it is billed as. */
function countingTokens(host: PredictionHost) {
  let tokens: TokenAnswer['tokens'];
  const asked: PredictionHost = {
    async answer(request) {
      const answer = await host.answer(request);
      tokens = answer.tokens;
      return answer;
    },
  };
  return { asked, counted: () => tokens && { tokens } };
}
