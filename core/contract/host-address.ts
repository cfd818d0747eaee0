import './english.ts';
import * as z from 'zod/mini';

/** Whether an address carries a user's name or a password: `https://user:password@host/v1`. */
const hasCredentials = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
};

/**
 * The `/v1` address of an `openai-compatible` host. It is kept in settings, plans, jobs and versions, and shown: a name and
 * a password in it are refused. Keys belong in the secret that the stack names.
 */
export const hostAddress = z.url({ protocol: /^https?$/ }).check(
  z.refine((address) => !hasCredentials(address), {
    message: 'expected an address without a name and a password: put the key into the secret that the stack names',
  }),
);
