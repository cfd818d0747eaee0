import type { Verdict } from '../contract/evaluation.ts';
import type { Run } from '../contract/run.ts';
import { shorten } from './markup.ts';
import { sentence } from './numbers.ts';
import type { RunFacts } from './run-facts.ts';

/** How a run ended, in as few words as there are. */
export interface Outcome {
  /** For the colour. */
  readonly tone: 'good' | 'open' | 'bad';
  readonly badge: string;
  /** One sentence: the verdict, or why there is none. */
  readonly headline: string;
  /** What a person can do about it, or null. */
  readonly remedy: string | null;
}

/** Characters: enough for every sentence of our own; one may quote a label of any length. */
const LONGEST_HEADLINE = 600;

/** What became of the run. */
export function outcomeOf(facts: Pick<RunFacts, 'run' | 'job' | 'evaluation'>): Outcome {
  const outcome = wholeOutcomeOf(facts);
  return { ...outcome, headline: shorten(outcome.headline, LONGEST_HEADLINE) };
}

function wholeOutcomeOf(facts: Pick<RunFacts, 'run' | 'job' | 'evaluation'>): Outcome {
  const { run } = facts;
  switch (run.status) {
    case 'succeeded':
      return succeeded(facts);
    case 'blocked':
      return unfinished(run, 'Blocked', 'open');
    case 'failed':
      return unfinished(run, 'Failed', 'bad');
    case 'cancelled':
      return unfinished(run, 'Cancelled', 'open');
    default: {
      const headline = `The run is at "${run.state}".`;
      return { tone: 'open', badge: 'Under way', headline, remedy: `Follow it with: labelsmith follow ${run.run}` };
    }
  }
}

function succeeded({ run, job, evaluation }: Pick<RunFacts, 'run' | 'job' | 'evaluation'>): Outcome {
  const promote = `To put it into service: labelsmith promote ${run.classifier} ${run.version}`;
  if (!evaluation) {
    const headline = sentence(run.verdict ?? `version ${run.version} was made`);
    return { tone: 'good', badge: run.job === null ? 'Nothing new' : 'Succeeded', headline, remedy: null };
  }
  const headline = sentence(`version ${run.version} is ${evaluation.verdict.sentence}`);
  if (run.promoted) return { tone: 'good', badge: 'Promoted', headline, remedy: null };
  const isOpen = isForPerson(evaluation.verdict) || job?.promotion === 'manual';
  return isOpen
    ? { tone: 'open', badge: 'A person decides', headline, remedy: promote }
    : { tone: 'open', badge: 'Not promoted', headline, remedy: promote.replace('service:', 'service all the same:') };
}

/** Too few examples could be compared. */
const isForPerson = ({ gain }: Verdict) => gain === null;

const unfinished = ({ reason }: Run, badge: string, tone: Outcome['tone']): Outcome => ({
  tone,
  badge,
  headline: sentence(reason?.message ?? 'nobody has told why'),
  remedy: reason ? `What to do: ${reason.remedy}` : null,
});
