import { type ClassLoss, classLosses } from './class-loss.ts';
import { type ComparedExample, countWins } from './compared-example.ts';
import { type Gain, type GateMetric, measureGain, ROUNDING } from './gain.ts';
import { mcNemarP } from './mcnemar.ts';

/** How far the interval may reach below zero: a candidate may be worse by chance, but not by a point. */
export const TOLERATED_LOSS = 0.01;
/** What McNemar's p has to be under in the strict gate. */
export const SIGNIFICANT = 0.05;

/** What a classifier's settings may ask of the gate. */
export interface GateRules {
  readonly metric: GateMetric;
  /** `strict` also asks for an exact McNemar p under 0.05. */
  readonly gate: 'usual' | 'strict';
  /** The least gain, as a share. */
  readonly minGain: number;
  /** With fewer examples nothing is compared, and a person decides. */
  readonly minExamples: number;
  /** How much recall a class with 20 examples or more may lose against the champion, as a share. */
  readonly mostClassLoss: number;
}

/**
 * The rules of a classifier that sets none. Two models that differ on 10 examples in nothing may yet differ by 28 points;
 * with fewer, not even a perfect score says much. A class of 20 may lose two examples.
 */
export const USUAL_RULES: GateRules = {
  metric: 'accuracy',
  gate: 'usual',
  minGain: 0,
  minExamples: 10,
  mostClassLoss: 0.1,
};

/** Why a candidate does not pass. */
export type Objection =
  /** The gain is under the least gain. */
  | 'gain-too-small'
  /** The interval reaches a point below zero, or further. */
  | 'loss-not-excluded'
  /** Against the majority class, the interval holds 0. */
  | 'chance-not-excluded'
  /** The strict gate, and McNemar's test does not tell the candidate from chance, or tells it is worse. */
  | 'not-significant'
  /** A class loses more than it may. */
  | 'class-loss';

/** What the gate found. `compared` is null when there were fewer examples than the rules ask for. */
export interface GateFinding {
  readonly opponent: 'champion' | 'majority';
  readonly rules: GateRules;
  readonly examples: number;
  readonly compared: Compared | null;
  readonly objections: readonly Objection[];
  /** There was a comparison, and nothing speaks against the candidate. */
  readonly passed: boolean;
}

/** The arithmetic behind a finding. */
export interface Compared extends Gain {
  /** Examples that only the candidate answered rightly, and that only its opponent did. */
  readonly wins: number;
  readonly losses: number;
  /** Exact and two-sided, from the wins and the losses, whatever the metric. */
  readonly mcNemarP: number;
  /** The classes that lose more than they may; none against the majority class, which has every recall but its own at 0. */
  readonly vetoes: readonly ClassLoss[];
}

/**
 * Whether the candidate is good enough to go into service, by the examples that it and its opponent both answered.
 *
 * The gain is the difference of the metric, and its 95% interval the paired bootstrap's (`measureGain`). Against a champion
 * the candidate passes when
 *   gain >= minGain (0),
 *   the interval's lower end is above -0.01, and
 *   no class with 20 examples or more loses more recall than mostClassLoss (0.1).
 * Where all examples came out alike the bootstrap knows no lower end but the gain itself; the wider interval is reported,
 * and does not count against the candidate: nothing that was seen does. Against the majority class it passes when
 *   gain >= minGain, and the lower end, widened where alike, is above 0.
 * The strict gate also asks for more wins than losses and an exact McNemar p under 0.05, which six wins to none have.
 */
export function applyGate(
  examples: readonly ComparedExample[],
  opponent: GateFinding['opponent'],
  rules: GateRules = USUAL_RULES,
): GateFinding {
  const found = { opponent, rules, examples: examples.length };
  if (examples.length < Math.max(1, rules.minExamples))
    return { ...found, compared: null, objections: [], passed: false };
  const { wins, losses } = countWins(examples);
  const compared: Compared = {
    ...measureGain(examples, rules.metric),
    wins,
    losses,
    mcNemarP: mcNemarP(wins, losses),
    vetoes: opponent === 'champion' ? classLosses(examples, rules.mostClassLoss) : [],
  };
  const objections = objectionsTo(compared, opponent, rules);
  return { ...found, compared, objections, passed: objections.length === 0 };
}

function objectionsTo(compared: Compared, opponent: GateFinding['opponent'], rules: GateRules): Objection[] {
  const { gain, interval, alike, wins, losses } = compared;
  const objections: Objection[] = [];
  if (gain < rules.minGain - ROUNDING) objections.push('gain-too-small');
  if (opponent === 'champion' && !alike && interval[0] <= -TOLERATED_LOSS) objections.push('loss-not-excluded');
  if (opponent === 'majority' && interval[0] <= 0) objections.push('chance-not-excluded');
  const significant = wins > losses && compared.mcNemarP < SIGNIFICANT;
  if (rules.gate === 'strict' && !significant) objections.push('not-significant');
  if (compared.vetoes.length > 0) objections.push('class-loss');
  return objections;
}
