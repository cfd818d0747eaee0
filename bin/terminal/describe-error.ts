import { isLabelsmithError } from '../../core/errors.ts';
import type { Style } from './style.ts';

/** A failure as lines for a person: what was wrong, then what to do about it. */
export function describeError(error: unknown, style: Style): string[] {
  if (isLabelsmithError(error)) return [style.red(error.message), error.remedy];
  const message = error instanceof Error ? error.message : String(error);
  return [style.red(message)];
}
