import { LabelsmithError } from '../errors.ts';
import { maskPersonalData } from './text-checks/personal-data.ts';
import { maskSecrets } from './text-checks/secrets.ts';

/**
 * The refusal of a file, as an error `UnusableSource`.
 * @param what follows the file's name in the message, e.g. `row 3 holds two labels`
 * @param remedy what the file's owner can do about it
 */
export function unusable(file: string, what: string, remedy: string, options?: { cause?: unknown }): LabelsmithError {
  return new LabelsmithError('UnusableSource', `${file}: ${what}`, remedy, options);
}

/** Characters of a name that a message repeats: enough to recognise it, too few to give away a text taken for a name. */
const NAME_LENGTH = 40;

/** Names of columns or labels as a list for a message; long names are cut, and long lists end in a count. */
export function listNames(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map((name) => `"${cutName(name)}"`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** A column's or label's name, cut to what a message may show of it. */
export function cutName(name: string): string {
  // What was taken for a name may be a text.
  const harmless = maskPersonalData(maskSecrets(name));
  return harmless.length > NAME_LENGTH ? `${harmless.slice(0, NAME_LENGTH).toWellFormed()}...` : harmless;
}
