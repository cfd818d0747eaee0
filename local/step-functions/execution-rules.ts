import { MOST_DATA_BYTES } from './limits.ts';
import { ServiceError } from './service-error.ts';

const LONGEST_NAME = 80;
/** White space, brackets, wildcards, AWS's further special characters, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** @throws ServiceError `InvalidName` as Step Functions does for the name of an execution */
export function checkName(name: string): void {
  if (name.length === 0 || name.length > LONGEST_NAME || FORBIDDEN.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
  }
}

/** @throws ServiceError `InvalidExecutionInput` when the input is not JSON, or larger than a state may be */
export function checkInput(input: string): void {
  if (Buffer.byteLength(input) > MOST_DATA_BYTES) {
    throw new ServiceError(
      'InvalidExecutionInput',
      `Invalid Execution Input: it is larger than ${MOST_DATA_BYTES} bytes`,
    );
  }
  try {
    JSON.parse(input);
  } catch {
    throw new ServiceError('InvalidExecutionInput', 'Invalid State Machine Execution Input: it is not JSON');
  }
}
