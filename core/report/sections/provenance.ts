import { type Markup, markup, type Piece } from '../markup.ts';
import { moment } from '../numbers.ts';
import type { RunFacts } from '../run-facts.ts';
import { facts as factList, section } from './section.ts';

/** Where everything in the report comes from, for whoever wants to make it again. */
export function provenanceSection(facts: RunFacts): Markup {
  const { evaluation, job, plan, run } = facts;
  const code = (value: string | null | undefined): Piece => (value ? markup`<code>${value}</code>` : null);
  const rows: [string, Piece][] = [
    ['Run', code(run.run)],
    ['Started by', `${run.cause}${run.force ? ', forced' : ''}`],
    ['Started', moment(run.startedAt)],
    ['Ended', run.finishedAt ? moment(run.finishedAt) : 'not yet'],
    ['File', code(run.source.key)],
    ['Version of the file', code(run.source.versionId)],
    ['Dataset', code(run.dataset)],
    ['Settings (hash)', code(run.settings)],
    ['Training settings (hash)', code(plan?.trainingSettings ?? job?.trainingSettings)],
    ['Seed', plan ? String(plan.seed) : null],
    ['Provider', run.provider && `${run.provider}${job?.baseUrl ? `, ${job.baseUrl}` : ''}`],
    ['Base model', code(job?.baseModel ?? plan?.baseModel)],
    ['Job', code(run.job)],
    ['Job of an earlier run', job?.adoptedFrom ? code(job.adoptedFrom) : null],
    ['Model', code(run.model ?? job?.model)],
    ['Version', run.version === null ? 'none' : String(run.version)],
    ['Version it was compared with', evaluation ? String(evaluation.serving ?? 'none') : null],
    [
      'Hyperparameters',
      job &&
        (JSON.stringify(job.hyperparameters) === '{}'
          ? 'the provider chose'
          : code(JSON.stringify(job.hyperparameters))),
    ],
  ];
  const unreadable =
    facts.unreadable.length > 0 &&
    markup`<p>Cannot be read, or is too large, and is not in this report: ${facts.unreadable.join(', ')}.</p>`;
  return section('provenance', 'Where it comes from', [
    factList(rows.filter(([, value]) => value !== null)),
    unreadable,
  ]);
}
