import type { CheckId } from '../../contract/checks.ts';
import { marksOf, rowOf } from '../records/record.ts';
import { TEXT_MARKS, type TextChecks } from '../text-checks/text-facts.ts';
import type { CheckPlan } from './check-plan.ts';
import type { Findings } from './findings.ts';

const { assignedSecret, awsKey, githubKey, googleKey, modelProviderKey, privateKey, slackKey, stripeKey } = TEXT_MARKS;

interface MarkCheck {
  readonly id: CheckId;
  readonly detector: keyof TextChecks;
  /** What can be found, as a plural, with the marks that say so. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** The checks that look at one text alone, in this order. */
const MARK_CHECKS: readonly MarkCheck[] = [
  {
    id: 'without-content',
    detector: 'withoutContent',
    kinds: { 'headers, quotes or a signature only': TEXT_MARKS.withoutContent },
  },
  {
    id: 'encoding-damage',
    detector: 'encodingDamage',
    kinds: {
      'replacement characters': TEXT_MARKS.lostCharacters,
      'characters read in the wrong encoding': TEXT_MARKS.misreadCharacters,
    },
  },
  {
    id: 'control-characters',
    detector: 'controlCharacters',
    kinds: { 'control characters': TEXT_MARKS.controlCharacters },
  },
  {
    id: 'personal-data',
    detector: 'personalData',
    kinds: {
      'e-mail addresses': TEXT_MARKS.email,
      'phone numbers': TEXT_MARKS.phone,
      'card numbers': TEXT_MARKS.card,
      IBANs: TEXT_MARKS.iban,
    },
  },
  {
    id: 'secrets',
    detector: 'secrets',
    kinds: {
      'keys of services': awsKey | modelProviderKey | githubKey | slackKey | googleKey | stripeKey,
      'signed web tokens': TEXT_MARKS.webToken,
      'private keys': privateKey,
      'passwords in addresses': TEXT_MARKS.urlPassword,
      'passwords or keys with their names': assignedSecret,
    },
  },
];

/** What a check tells apart, in the order in which it is told. */
export const kindsOfCheck = (id: CheckId) => Object.keys(MARK_CHECKS.find((check) => check.id === id)?.kinds ?? {});

const ALL_MARKS = MARK_CHECKS.map(({ kinds }) => Object.values(kinds).reduce((all, bits) => all | bits, 0));

/** The detectors to run on every text: those of the checks that are not off, and of what is to be masked. */
export function detectorsOf(plan: CheckPlan, mask: boolean): TextChecks {
  const wanted = (id: CheckId) => plan[id].action !== 'off';
  return {
    withoutContent: wanted('without-content'),
    encodingDamage: wanted('encoding-damage'),
    controlCharacters: wanted('control-characters'),
    personalData: mask || wanted('personal-data'),
    secrets: mask || wanted('secrets'),
  };
}

/** Whether a check removes the example for its text; the check notes its row. */
export function isRemovedByMark(bytes: Buffer, at: number, plan: CheckPlan, findings: Findings): boolean {
  const marks = marksOf(bytes, at);
  return marks !== 0 && noteFirst(marks, rowOf(bytes, at), plan, findings);
}

function noteFirst(marks: number, row: number, plan: CheckPlan, findings: Findings): boolean {
  for (const [index, check] of MARK_CHECKS.entries()) {
    if ((marks & (ALL_MARKS[index] ?? 0)) === 0 || plan[check.id].action !== 'remove') continue;
    note(check, marks, row, findings);
    return true;
  }
  return false;
}

/** Notes what is found in the text of an example that stays. */
export function noteMarks(bytes: Buffer, at: number, plan: CheckPlan, findings: Findings): void {
  const marks = marksOf(bytes, at);
  if (marks === 0) return;
  for (const [index, check] of MARK_CHECKS.entries()) {
    if ((marks & (ALL_MARKS[index] ?? 0)) === 0 || plan[check.id].action !== 'report') continue;
    note(check, marks, rowOf(bytes, at), findings);
  }
}

function note({ id, kinds }: MarkCheck, marks: number, row: number, findings: Findings): void {
  findings.note(id, row);
  for (const [kind, bits] of Object.entries(kinds)) if ((marks & bits) !== 0) findings.noteKind(id, kind);
}
