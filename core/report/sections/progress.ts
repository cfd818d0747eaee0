import { count, percent, whole } from '../../contract/numbers.ts';
import { type Markup, markup, type Piece } from '../markup.ts';
import { moment } from '../numbers.ts';
import type { RunFacts } from '../run-facts.ts';
import { section } from './section.ts';

/** How far a run has come that did not succeed: what is known of each of its parts. */
export function progressSection(facts: RunFacts): Piece {
  const { run } = facts;
  if (run.status === 'succeeded') return null;
  const rows = [
    ['Dataset', datasetOf(facts)],
    ['Job', jobOf(facts)],
    ['Training', trainingOf(facts)],
    ['Judgement', judgementOf(facts)],
  ] as const;
  const body = rows.map(([part, known]): Markup => markup`<tr><th scope="row">${part}</th><td>${known}</td></tr>`);
  return section(
    'progress',
    'What is known so far',
    markup`<p>${run.finishedAt === null ? 'It is' : 'It ended'} at &quot;${run.state}&quot;, ${moment(run.finishedAt ?? run.updatedAt)}.</p><table class="known"><caption>How far it has come</caption><thead><tr><th scope="col">Part</th><th scope="col">What is known</th></tr></thead><tbody>${body}</tbody></table>`,
  );
}

function datasetOf({ preparation, run }: RunFacts): string {
  if (!run.examples) return preparation ? `${count(preparation.examples, 'row')} read` : 'none was made';
  const { removed, train, validation } = run.examples;
  return `${whole(train)} to train on, ${whole(validation)} held out, ${whole(removed)} left out`;
}

function jobOf({ job }: RunFacts): string {
  if (!job) return 'none was made';
  const error = job.error ? `: ${job.error.message || job.error.code}` : '';
  return `${job.id} at ${job.provider}, ${job.status} when it was last seen${error}`;
}

function trainingOf({ job, run: { expectedEndAt, progress, status } }: RunFacts): string {
  if (!progress) return job ? 'the provider has told no numbers' : 'did not begin';
  const { epoch, epochs, step, trainLoss, validationAccuracy } = progress;
  const parts = [
    ...(step === undefined ? [] : [`step ${whole(step)}`]),
    ...(epoch === undefined ? [] : [`epoch ${epoch}${epochs ? ` of ${epochs}` : ''}`]),
    ...(trainLoss === undefined ? [] : [`training loss ${trainLoss.toPrecision(3)}`]),
    ...(validationAccuracy === undefined ? [] : [`accuracy on held-out examples ${percent(validationAccuracy)}`]),
    ...(status === 'running' && expectedEndAt ? [`expected to end ${moment(expectedEndAt)}`] : []),
  ];
  return parts.join(', ') || 'the provider has told no numbers';
}

function judgementOf({ evaluation, run }: RunFacts): string {
  if (evaluation) return `the candidate is ${evaluation.verdict.sentence}`;
  const { scoring } = run;
  return scoring ? `${whole(scoring.scored)} of ${count(scoring.of, 'example')} scored by ${scoring.by}` : 'none yet';
}
