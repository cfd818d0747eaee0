import type { Evaluation } from '../../contract/evaluation.ts';
import { SIGNIFICANT, TOLERATED_LOSS, USUAL_RULES } from '../../evaluation/gate/gate-rules.ts';
import { LONGEST_LABEL, markup, type Piece, shorten } from '../markup.ts';
import { points } from '../numbers.ts';
import { figure } from '../plots/figure.ts';
import { intervalPlot } from '../plots/interval-plot.ts';
import type { RunFacts } from '../run-facts.ts';

/** The difference that the verdict is about, beside the lines that the rules hold it to; nothing where too little was compared. */
export function gainFigure(facts: RunFacts, { champion, majority, verdict }: Evaluation): Piece {
  const { gain, gainInterval, mcNemarP, metric } = verdict;
  if (gain === null || gainInterval === null) return null;
  const measure = metric === 'macroF1' ? 'macro F1' : 'accuracy';
  const opponent = champion
    ? `version ${champion.version}`
    : `always answering "${shorten(majority.label, LONGEST_LABEL)}"`;
  const within = `${points(gainInterval[0])} to ${points(gainInterval[1])}`;
  const marks = champion ? [0, -TOLERATED_LOSS] : [0];
  const [low, high] = [Math.min(gainInterval[0], ...marks), Math.max(gainInterval[1], 0)];
  const room = Math.max(0.005, (high - low) / 12);
  const plot = intervalPlot({
    id: 'gain',
    title: `Gain in ${measure} over ${opponent}`,
    description: `${points(gain)} points, 95% interval ${within}.`,
    rows: [
      {
        name: facts.run.version === null ? 'Gain of the candidate' : `Gain of version ${facts.run.version}`,
        value: gain,
        interval: gainInterval,
        told: points(gain),
        isMain: true,
      },
    ],
    axis: [low - room, high + room],
    tell: points,
    marks,
  });
  const chance = mcNemarP !== null && ` McNemar's exact p: ${mcNemarP < 0.001 ? 'under 0.001' : mcNemarP.toFixed(3)}.`;
  return figure(
    plot,
    markup`Gain in ${measure} over ${opponent}, in points: ${points(gain)}, 95% interval ${within}. ${ruleOf(facts, champion !== null)}${chance}`,
  );
}

/** What the run's rules ask of the gain. */
function ruleOf({ plan }: RunFacts, isChampion: boolean): string {
  const { gate = USUAL_RULES.gate, minGain = USUAL_RULES.minGain } = plan?.judging ?? {};
  const least = minGain > 0 ? `a gain of ${points(minGain)} or more` : 'no loss';
  const bound = isChampion ? `an interval above ${points(-TOLERATED_LOSS)}` : 'an interval above 0';
  const strict = gate === 'strict' ? `, and McNemar's p under ${SIGNIFICANT}` : '';
  return `The rules ask for ${least} and ${bound}${strict}.`;
}
