import { isLabelsmithError } from './errors.ts';

/** An error as a log may have it. */
export interface LoggedFault {
  readonly name: string;
  /** Only where the message is known to hold no user's text: in our own errors, and in those of AWS's services. */
  readonly message?: string;
  readonly remedy?: string;
  /** Where it was thrown: the stack without its first lines, which repeat the message. */
  readonly at?: readonly string[];
  readonly cause?: LoggedFault;
}

/** Causes that are followed: an error can be, by mistake, its own cause. */
const MOST_CAUSES = 5;

/**
 * What a log is told of an error and of its causes. A parser quotes what it could not read, and a host may echo a text,
 * so that messages of unknown origin are left out: the names and the places in the code have to be enough.
 */
export function faultForLog(error: unknown, causes = MOST_CAUSES): LoggedFault {
  const { name, message, stack, cause, $metadata } = Object(error);
  const at = placesOf(String(stack ?? ''), String(message ?? ''));
  return {
    name: typeof name === 'string' ? name : typeof error,
    ...((isLabelsmithError(error) || $metadata) && { message: String(message) }),
    ...(isLabelsmithError(error) && { remedy: error.remedy }),
    ...(at.length > 0 && { at }),
    ...(cause !== undefined && causes > 0 && { cause: faultForLog(cause, causes - 1) }),
  };
}

/** A message may have lines that look like places in the code: it is cut off first. */
const placesOf = (stack: string, message: string): string[] =>
  stack
    .slice(Math.max(0, stack.indexOf(message)) + message.length)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.trim());
