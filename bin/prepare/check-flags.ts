import { InvalidArgumentError } from 'commander';
import {
  CHECK_IDS,
  CHECKS,
  type CheckAction,
  type CheckId,
  type CheckRule,
  type CheckSetting,
  type CheckSettings,
  checkAction,
  checkSettings,
  isCheckId,
  readCheckSetting,
} from '../../core/contract/checks.ts';
import { drawTable } from '../terminal/table.ts';

/** Names for several checks at once. */
const GROUPS: Readonly<Record<string, (rule: CheckRule) => boolean>> = {
  all: () => true,
  ours: ({ origin }) => origin === 'labelsmith',
};

const ruleOf = (id: CheckId): CheckRule => CHECKS[id];

/**
 * Commander's parser of `--check`, which may be repeated: `long-text=report`, `rare-class=20`, `ours=off`. What is said
 * later about a check is added to what was said before, or replaces it. A group means those of its checks that offer
 * what is asked for.
 * @throws InvalidArgumentError with what is offered
 */
export function parseCheckFlag(text: string, before: CheckSettings = {}): CheckSettings {
  const [name = '', value = '', ...rest] = text.split('=').map((part) => part.trim());
  if (value === '' || rest.length > 0) throw refused('Expected CHECK=VALUE, e.g. duplicate=off.');
  const fits = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
  if (fits) return addGroup(name, fits, value, before);
  if (!isCheckId(name)) throw refused(`There is no check "${name}".`);
  const rule = ruleOf(name);
  const setting = readValue(value);
  if (setting === undefined) throw refused(`"${value}" is neither an action nor a number.`, [name]);
  if (isShare(rule) && typeof setting === 'number' && setting > 1) {
    throw refused('A share is between 0 and 1.', [name]);
  }
  const parsed = checkSettings.safeParse({ ...before, [name]: combine(before[name], setting) });
  if (parsed.success) return parsed.data;
  throw refused(typeof setting === 'number' ? 'This check compares with no number.' : 'This is not offered.', [name]);
}

/** Both of two settings; where they contradict each other, the second one. */
export function combine(first: CheckSetting | undefined, second: CheckSetting): CheckSetting {
  return first === undefined ? second : { ...readCheckSetting(first), ...readCheckSetting(second) };
}

function addGroup(
  name: string,
  fits: (rule: CheckRule) => boolean,
  value: string,
  before: CheckSettings,
): CheckSettings {
  const action = checkAction.safeParse(value);
  if (!action.success || action.data === 'remove') {
    throw refused(`The group "${name}" takes "off" or "report"; name a check for anything else.`);
  }
  const offering = CHECK_IDS.filter((id) => fits(ruleOf(id)) && ruleOf(id).choices.includes(action.data));
  const added = offering.map((id) => [id, combine(before[id], action.data)] as const);
  return { ...before, ...Object.fromEntries(added) };
}

function readValue(value: string): CheckAction | number | undefined {
  const action = checkAction.safeParse(value);
  if (action.success) return action.data;
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const isShare = ({ threshold }: CheckRule) => threshold?.unit.startsWith('share') ?? false;

function refused(what: string, ids: readonly CheckId[] = CHECK_IDS): InvalidArgumentError {
  const single = ids.length === 1;
  const rows = ids.map((id) => [`  ${id}`, describeOffer(ruleOf(id), single)]);
  const table = drawTable([{ title: '  check' }, { title: 'what may be said' }], rows);
  const groups = single ? [] : ['', '  ours=off, all=off: every check that offers it, of ours or of all'];
  return new InvalidArgumentError([what, '', ...table, ...groups, ''].join('\n'));
}

/** What may be said about a check, in words: `off, report, remove, a number (characters)`. */
export function describeOffer({ choices, threshold }: CheckRule, withUnit = true): string {
  const actions = choices.length > 1 ? choices : [];
  return (
    [...actions, ...(threshold ? [withUnit ? `a number (${threshold.unit})` : 'a number'] : [])].join(', ') ||
    'nothing: it always acts'
  );
}
