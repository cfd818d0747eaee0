import type { Calibration } from '../../contract/calibration.ts';
import type { Evaluation } from '../../contract/evaluation.ts';
import { count } from '../../contract/numbers.ts';
import { markup, type Piece } from '../markup.ts';
import { confidenceHistogram } from '../plots/confidence-histogram.ts';
import { figure } from '../plots/figure.ts';
import { reliabilityPlot } from '../plots/reliability-plot.ts';
import type { RunFacts } from '../run-facts.ts';
import { list, section } from './section.ts';

/** Whether probabilities mean what they say. */
export function calibrationSection({ evaluation }: RunFacts): Piece {
  if (!evaluation) return null;
  const { candidate, calibration } = evaluation;
  const bins = candidate.reliability;
  const title = 'Do its probabilities mean what they say?';
  if (!bins || bins.length === 0) {
    return section(
      'calibration',
      title,
      markup`<p>The host tells no probabilities of the labels: how sure an answer is cannot be told, and nothing can be abstained from.</p>`,
    );
  }
  const error = errorOf(candidate);
  const sure = bins.filter(({ from }) => from >= 0.9).reduce((sum, { examples }) => sum + examples, 0);
  const spread = `${count(sure, 'answer')} of ${candidate.examples} with a confidence above 93%`;
  const curve = reliabilityPlot(
    {
      id: 'reliability',
      title: 'Reliability diagram',
      description: `Confidence beside the share that was right, in ${count(bins.length, 'bin')}. ${error}`,
    },
    bins,
  );
  const histogram = confidenceHistogram(
    { id: 'confidences', title: 'How sure the answers were', description: `${spread}.` },
    bins,
  );
  return section('calibration', title, [
    markup`<div class="pair">${figure(curve, 'On the line, answers are right as often as they are sure. Whiskers are 95% intervals; large dots hold many answers.')}${figure(histogram, `How sure the answers to held-out examples were: ${spread}.`)}</div>`,
    list([error, ...(calibration ? [servedWith(calibration)] : [])]),
  ]);
}

function errorOf({ calibrationInterval, examples, expectedCalibrationError }: Evaluation['candidate']): string {
  const within =
    calibrationInterval && ` (95% interval ${calibrationInterval.map((end) => end.toFixed(3)).join(' to ')})`;
  return `Expected calibration error on ${count(examples, 'held-out example')}: ${expectedCalibrationError?.toFixed(3)}${within ?? ''}.`;
}

function servedWith({
  answers,
  calibrationInterval,
  expectedCalibrationError,
  from,
  temperature,
}: Calibration): string {
  const whose =
    from === 'out-of-fold' ? `${count(answers, 'answer')} out of fold, in training` : count(answers, 'held-out answer');
  const within = calibrationInterval.map((end) => end.toFixed(3)).join(' to ');
  const how = temperature === 1 ? 'as the model gives them' : `with a temperature of ${temperature.toFixed(2)}`;
  return `Probabilities are served ${how}: the error is ${expectedCalibrationError.toFixed(3)} (95% interval ${within}) on ${whose}.`;
}
