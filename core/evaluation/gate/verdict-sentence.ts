import type { Settings } from '../../contract/settings.ts';
import { ROUNDING } from './gain.ts';
import { type Compared, type GateFinding, type Objection, SIGNIFICANT, TOLERATED_LOSS } from './gate-rules.ts';

/** Whether the candidate goes into service: `always` asks nobody, `manual` leaves it to a person. */
export const isPromoted = ({ passed }: GateFinding, promotion: Settings['promotion']): boolean =>
  promotion === 'always' || (promotion === 'automatic' && passed);

/**
 * One sentence for a person: what was compared, by how much, on how many examples, what speaks against the candidate, and
 * what follows. `name` is the opponent's, e.g. `version 2`, or `always answering the most frequent label`.
 */
export function verdictSentence(finding: GateFinding, name: string, promotion: Settings['promotion']): string {
  const { compared, examples, objections } = finding;
  if (!compared) {
    const follows = promotion === 'always' ? consequence(finding, promotion) : 'a person decides';
    // A name with a clause of its own ends in a comma already.
    return `not comparable with ${name.replace(/,$/, '')}, since ${tooFew(finding)}: ${follows}`;
  }
  const against = objections.flatMap((objection) => explain(objection, compared, finding));
  const link = compared.gain < -ROUNDING ? 'and' : 'but';
  const reasons = against.length === 0 ? '' : `, ${link} ${against.join(' and ')}`;
  const where = `${intervalOf(compared)} on ${counted(examples)}`;
  return `${gainOver(compared, finding, name)} ${where}${reasons}: ${consequence(finding, promotion)}`;
}

/**
 * One sentence on whether tuning was worth its price: the candidate beside the free baseline, by a finding with the baseline
 * in the champion's place. Tuning paid when the interval excludes 0.
 */
export function baselineSentence(finding: GateFinding): string {
  const { compared, examples } = finding;
  if (!compared) return `not comparable with the free baseline on ${counted(examples)}`;
  const where = `${intervalOf(compared)} on ${counted(examples)}`;
  if (compared.interval[0] > 0) return `${gainOver(compared, finding, 'the free baseline')} ${where}: tuning paid`;
  const gain = `a gain of ${points(compared.gain)} points${metricOf(finding)}`;
  return `no better than the free baseline, with ${gain} ${where}: tuning did not pay`;
}

/** Every held-out example suits the majority class; a champion may have learnt some, or not know their label. */
function tooFew({ examples, opponent, rules }: GateFinding): string {
  const is = examples === 1 ? 'is' : 'are';
  const suits = opponent === 'majority' ? `${is} held out` : `${examples === 1 ? 'suits' : 'suit'} both`;
  if (examples === 0) return opponent === 'majority' ? 'no example is held out' : 'no held-out example suits both';
  return `only ${examples} of the ${rules.minExamples} examples that are needed ${suits}`;
}

function gainOver({ gain }: Compared, finding: GateFinding, name: string): string {
  const size = Math.abs(gain);
  if (size <= ROUNDING) return `as good as ${name}`;
  const by = points(size) === '0.0' ? 'less than 0.1' : points(size);
  return `${gain > 0 ? 'better' : 'worse'} than ${name} by ${by} points${metricOf(finding)}`;
}

const metricOf = ({ rules }: GateFinding) => (rules.metric === 'macroF1' ? ' of macro F1' : '');

function intervalOf({ interval, alike }: Compared): string {
  const source = alike ? ", Wilson's, since every example came out alike" : '';
  return `(95% interval ${points(interval[0])} to ${points(interval[1])}${source})`;
}

/** What an objection says that the gain does not say already: that a worse candidate may be worse goes without saying. */
function explain(objection: Objection, compared: Compared, { rules }: GateFinding): string[] {
  const worse = compared.gain < -ROUNDING;
  switch (objection) {
    case 'gain-too-small':
      return worse && rules.minGain <= 0 ? [] : [`the settings ask for a gain of ${points(rules.minGain)} points`];
    case 'loss-not-excluded':
      return worse ? [] : [`a loss of ${points(TOLERATED_LOSS)} points is not excluded`];
    case 'chance-not-excluded':
      return worse ? [] : ['chance alone may have done it'];
    case 'not-significant':
      return worse ? [] : [`McNemar's p of ${compared.mcNemarP.toFixed(3)} is not under ${SIGNIFICANT}`];
    case 'class-loss':
      return compared.vetoes.slice(0, 1).map(({ label, loss, examples }) => {
        const others = compared.vetoes.length - 1;
        const more = others === 0 ? '' : others === 1 ? ', as does 1 other class' : `, as do ${others} other classes`;
        return `"${label}" loses ${points(loss)} points of recall on ${counted(examples)}${more}`;
      });
  }
}

function consequence(finding: GateFinding, promotion: Settings['promotion']): string {
  if (promotion === 'manual') return 'waits for a person to promote it';
  if (!isPromoted(finding, promotion)) return 'not promoted';
  return finding.passed ? 'promoted' : 'promoted, since the settings always promote';
}

const counted = (examples: number) => `${examples} ${examples === 1 ? 'example' : 'examples'}`;
/** A share in points; never "-0.0". */
const points = (share: number) => (Math.round(share * 1000) / 10 + 0).toFixed(1);
