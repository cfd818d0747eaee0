import type { Abstention } from '../../contract/calibration.ts';
import type { CoverageCurve } from '../../contract/evaluation.ts';
import { count, percent, percentRoundedDown, whole } from '../../contract/numbers.ts';
import { type Markup, markup, name, type Piece } from '../markup.ts';
import { sentence } from '../numbers.ts';
import { figure } from '../plots/figure.ts';
import { linePlot } from '../plots/line-plot.ts';
import type { RunFacts } from '../run-facts.ts';
import { list, scrolling, section } from './section.ts';

type Threshold = Abstention['thresholds'][number];

/** Thresholds by class that are shown. */
const MOST_THRESHOLDS = 100;

/** What abstaining from unsure answers gives: how precise the others are, what of that is proved, and how many they are. */
export function abstentionSection({ evaluation, run }: RunFacts): Piece {
  if (!evaluation) return null;
  const { abstention, coverage } = evaluation;
  if (!abstention && !coverage) return null;
  const off = `Abstention is off: every text is answered. Ask for a precision to turn it on, e.g.: labelsmith settings ${run.classifier} abstain.precision=0.99`;
  const [only] = abstention?.per === 'overall' ? abstention.thresholds : [];
  const curve = coverage && coverage.points.length > 1 && drawCoverage(coverage, abstention, only);
  return section('abstention', 'Answering only when sure', [
    markup`<div class="pair">${curve}<div><p>${abstention ? goalOf(abstention) : off}</p>${only && list(abstention?.sentences.map(sentence) ?? [])}</div></div>`,
    abstention && abstention.per === 'class' && thresholdsOf(abstention),
  ]);
}

function goalOf({ per, precision, thresholds }: Abstention): string {
  const asked = `The settings ask for a precision of ${percent(precision)}${per === 'class' ? ' for each label' : ''}.`;
  const reached = thresholds.filter((threshold) => threshold.reached).length;
  if (per === 'class') return `${asked} It is proved for ${whole(reached)} of ${count(thresholds.length, 'label')}.`;
  return `${asked} ${reached > 0 ? 'It is proved, at 95% confidence.' : 'It is not proved: what follows is the best that these examples can prove.'}`;
}

function drawCoverage(
  { answers, from, points }: CoverageCurve,
  abstention: Abstention | null,
  only: Threshold | undefined,
): Markup {
  const chosen = only?.reached ?? only?.best;
  const lowest = Math.min(
    ...points.map(({ precision }) => precision),
    points.at(-1)?.proved ?? 1,
    abstention?.precision ?? 1,
  );
  const whose = from === 'out-of-fold' ? `${count(answers, 'answer')} out of fold` : count(answers, 'held-out answer');
  const tell = (value: number) => `${Number((100 * value).toFixed(1))}%`;
  const all = points.at(-1);
  const seen = chosen
    ? `Chosen: ${percentRoundedDown(chosen.coverage)} answered, ${percentRoundedDown(chosen.precision)} of them right, ${percentRoundedDown(chosen.proved)} proved.`
    : `All answered: ${percent(all?.precision ?? 0)} right.`;
  const plot = linePlot({
    id: 'coverage',
    title: 'Precision by the share that is answered',
    description: `By ${whose}. ${seen}`,
    lines: [
      { name: 'seen', kind: 'main', points: points.map(({ coverage, precision }) => [coverage, precision] as const) },
      {
        name: 'proved (95%)',
        kind: 'second',
        points: points.map(({ coverage, proved }) => [coverage, proved] as const),
      },
    ],
    xAxis: { name: 'share that is answered', from: 0, to: 1, tell },
    yAxis: { name: 'precision', from: Math.max(0, Math.floor(lowest * 20 - 0.5) / 20), to: 1, tell },
    marks: abstention ? [abstention.precision] : [],
    point: chosen ? [chosen.coverage, chosen.precision] : null,
  });
  return figure(
    plot,
    `How precise the answers are when only the surest are given, by ${whose}. ${seen}${abstention ? ' The line across is what the settings ask for.' : ''}`,
  );
}

function thresholdsOf({ thresholds }: Abstention): Piece {
  const rows = thresholds.slice(0, MOST_THRESHOLDS).map(({ answers, best, label, reached }) => {
    const effect = reached ?? best;
    return markup`<tr><th scope="row">${name(label ?? 'all')}</th><td>${reached ? 'yes' : 'no'}</td><td>${effect ? effect.confidence.toFixed(3) : '–'}</td><td>${effect ? percent(effect.coverage) : '–'}<small>of ${whole(answers)}</small></td><td>${effect ? percent(effect.precision) : '–'}</td><td>${effect ? percentRoundedDown(effect.proved) : '–'}</td></tr>`;
  });
  const cut =
    thresholds.length > MOST_THRESHOLDS &&
    markup`<p>The first ${MOST_THRESHOLDS} of ${whole(thresholds.length)} labels; the others are in evaluation.json.</p>`;
  const table = markup`<table><caption>From which confidence on each label is given</caption><thead><tr><th scope="col">Label</th><th scope="col">Proved</th><th scope="col">Confidence</th><th scope="col">Answered</th><th scope="col">Precision</th><th scope="col">Proved precision</th></tr></thead><tbody>${rows}</tbody></table>`;
  return [cut, scrolling('Thresholds by label', table)];
}
