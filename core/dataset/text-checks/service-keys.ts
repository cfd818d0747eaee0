import type { FoundSpan } from './span.ts';

/** A key is a whole word. A mask is a part of one as what it stands for was: else masking one key would uncover another. */
const BEFORE = '(?<![A-Za-z0-9_-]|\\[key\\])';
const AFTER = '(?![A-Za-z0-9_-]|\\[key\\])';

/** How a service's keys are recognised. */
export interface KeyForm {
  /** Every key has it: what is looked for first, since that costs next to nothing. */
  readonly mark: string;
  /** Characters of a key before its mark. */
  readonly lead: number;
  /** Sticky: tried that many characters before the mark. */
  readonly pattern: RegExp;
}

const form = (mark: string, lead: number, pattern: string): KeyForm => ({
  mark,
  lead,
  pattern: new RegExp(`${BEFORE}${pattern}${AFTER}`, 'y'),
});

/** Words joined by hyphens have no digits, or nothing else. */
const MIXED = '(?=[A-Za-z0-9_-]*\\d)(?=[A-Za-z0-9_-]*[A-Za-z])';

export const AWS_KEYS = [form('AKIA', 0, 'AKIA[A-Z0-9]{16}'), form('ASIA', 0, 'ASIA(?=[A-Z]*\\d)[A-Z0-9]{16}')];

/** OpenAI's, and those that other model providers made in their likeness: `sk-proj-`, `sk-ant-api03-`, `sk-or-v1-`. */
export const MODEL_PROVIDER_KEYS = [
  form('k-', 1, 'sk-(?=[A-Za-z0-9_-]*\\d)(?=[a-z0-9_-]*[A-Z]|[a-z0-9-]*[0-9a-f]{32})[A-Za-z0-9_-]{20,}'),
];

export const GITHUB_KEYS = [
  form('_', 3, 'gh[pousr]_[A-Za-z0-9]{36,}'),
  form('_pat_', 6, 'github_pat_[A-Za-z0-9_]{22,}'),
];

export const SLACK_KEYS = [form('xox', 0, `xox[a-z]-${MIXED}[A-Za-z0-9-]{10,}`)];

export const GOOGLE_KEYS = [form('AIza', 0, 'AIza[A-Za-z0-9_-]{35}')];

export const STRIPE_KEYS = [form('_live_', 2, '[rs]k_live_[A-Za-z0-9]{16,}')];

/** Calls `found` with the bounds of every key of these forms. */
export function visitKeys(text: string, forms: readonly KeyForm[], found: FoundSpan): void {
  for (const { mark, lead, pattern } of forms) {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
      if (at < lead) continue;
      pattern.lastIndex = at - lead;
      if (pattern.test(text)) found(at - lead, pattern.lastIndex);
    }
  }
}
