import type { Abstention, Calibration } from '../../core/contract/calibration.ts';
import type { Comparison, Evaluation } from '../../core/contract/evaluation.ts';
import { count, percent } from '../../core/contract/numbers.ts';
import { printable } from './text-width.ts';

/** How many labels are listed by name, and thresholds by sentence. */
const MOST_LISTED = 10;

/** What a version was compared on, how much its probabilities mean, and when it abstains; as lines. */
export const describeEvaluation = ({
  candidate,
  champion,
  comparison,
  calibration,
  abstention,
}: Evaluation): string[] => [
  ...(champion && comparison
    ? [
        ...describeComparison(comparison, champion.version, candidate.examples),
        `  On these: this version ${percent(comparison.candidate.accuracy)}, version ${champion.version} ${percent(champion.metrics.accuracy)}`,
      ]
    : []),
  ...(calibration ? [`  ${describeCalibration(calibration)}`] : []),
  ...(abstention ? describeAbstention(abstention).map((line) => `  ${line}`) : []),
];

function describeComparison(comparison: Comparison, champion: number, heldOut: number): string[] {
  const { examples, trainedOn, nearlyTrainedOn, unknownLabel, onlyCandidate, onlyChampion } = comparison;
  const left = [
    ...(trainedOn ? [`${trainedOn} that version ${champion} was trained on`] : []),
    ...(nearlyTrainedOn > 0 ? [`${nearlyTrainedOn} nearly the same as what it was trained on`] : []),
    ...(unknownLabel > 0 ? [`${unknownLabel} whose labels it does not know`] : []),
  ];
  const without = left.length > 0 ? `, without ${new Intl.ListFormat('en-GB').format(left)}` : '';
  const labels = [
    ...(onlyCandidate.length > 0 ? [`${listed(onlyCandidate)} (new)`] : []),
    ...(onlyChampion.length > 0 ? [`${listed(onlyChampion)} (version ${champion}'s alone)`] : []),
  ];
  return [
    `  Compared with version ${champion} on ${examples} of ${count(heldOut, 'held-out example')}${without}`,
    ...(labels.length > 0 ? [`  Labels not compared: ${labels.join('; ')}`] : []),
  ];
}

/** How far the probabilities are from what comes true, and what they are served with. */
export function describeCalibration({ temperature, from, answers, ...error }: Calibration): string {
  const [low, high] = error.calibrationInterval.map((end) => end.toFixed(3));
  const whose =
    from === 'out-of-fold' ? `${count(answers, 'answer')} out of fold` : `${count(answers, 'held-out answer')}`;
  const served = temperature === 1 ? '' : `; served with a temperature of ${temperature.toFixed(2)}`;
  return `Calibration error ${error.expectedCalibrationError.toFixed(3)} (95% interval ${low} to ${high}) on ${whose}${served}`;
}

/** From which confidence on a version answers, or what of the precision asked for is proved. */
export function describeAbstention({ sentences }: Abstention): string[] {
  const more = sentences.length - MOST_LISTED;
  return [
    ...sentences.slice(0, MOST_LISTED).map((sentence) => `Abstention: ${sentence}`),
    ...(more > 0 ? [`... and ${more} more`] : []),
  ];
}

const listed = (labels: readonly string[]): string => {
  const more = labels.length - MOST_LISTED;
  return labels.slice(0, MOST_LISTED).map(printable).join(', ') + (more > 0 ? ` and ${more} more` : '');
};
