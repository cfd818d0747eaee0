import type { ScoredExample, Verdict } from '../../contract/evaluation.ts';
import type { JudgingSettings } from '../../contract/judging.ts';
import type { Settings } from '../../contract/settings.ts';
import { applyGate, type GateFinding, type GateRules, USUAL_RULES } from './gate-rules.ts';
import { isPromoted, verdictSentence } from './verdict-sentence.ts';

/** What the candidate has to be better than. */
export interface Opponent {
  readonly kind: GateFinding['opponent'];
  /** For the verdict's sentence, e.g. `version 2`, or `always answering the most frequent label`. */
  readonly name: string;
  /** Its label for each row that both are compared on; null where it gave none. */
  readonly answers: ReadonlyMap<number, string | null>;
}

/** What a run keeps to in judging its candidate. */
export interface JudgingPlan {
  readonly judging: JudgingSettings;
  readonly promotion: Settings['promotion'];
}

/** Whether the candidate goes into service, by the rows that it and its opponent both answered, and why. */
export function reachVerdict(
  candidate: readonly ScoredExample[],
  { kind, name, answers }: Opponent,
  { judging, promotion }: JudgingPlan,
): Verdict {
  const compared = candidate
    .filter(({ row }) => answers.has(row))
    .map(({ row, expected, label }) => ({ expected, candidate: label, opponent: answers.get(row) ?? null }));
  const rules = rulesOf(judging);
  const finding = applyGate(compared, kind, rules);
  return {
    promote: isPromoted(finding, promotion),
    sentence: verdictSentence(finding, name, promotion),
    metric: rules.metric,
    gain: finding.compared?.gain ?? null,
    gainInterval: finding.compared?.interval ?? null,
    mcNemarP: finding.compared?.mcNemarP ?? null,
    vetoes: [...(finding.compared?.vetoes ?? [])],
  };
}

/** A classifier's rules; the usual ones where its settings say nothing. */
export const rulesOf = (judging: JudgingSettings): GateRules => ({
  metric: judging.metric ?? USUAL_RULES.metric,
  gate: judging.gate ?? USUAL_RULES.gate,
  minGain: judging.minGain ?? USUAL_RULES.minGain,
  minExamples: judging.minExamples ?? USUAL_RULES.minExamples,
  mostClassLoss: judging.mostClassLoss ?? USUAL_RULES.mostClassLoss,
});
