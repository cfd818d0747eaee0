import { visitAssignedSecrets } from './assigned-secrets.ts';
import { visitPrivateKeys } from './private-keys.ts';
import {
  AWS_KEYS,
  GITHUB_KEYS,
  GOOGLE_KEYS,
  type KeyForm,
  MODEL_PROVIDER_KEYS,
  SLACK_KEYS,
  STRIPE_KEYS,
  visitKeys,
} from './service-keys.ts';
import { type FoundSpan, kindsOf, replaceSpans, type Span } from './span.ts';
import { visitUrlPasswords } from './url-passwords.ts';
import { visitWebTokens } from './web-tokens.ts';

/** Kinds of secrets, each a bit. */
export const SECRETS = {
  awsKey: 1,
  modelProviderKey: 2,
  githubKey: 4,
  slackKey: 8,
  googleKey: 16,
  stripeKey: 32,
  webToken: 64,
  privateKey: 128,
  urlPassword: 256,
  assignedSecret: 512,
} as const;

const ofForms = (forms: readonly KeyForm[]) => (text: string, found: FoundSpan) => visitKeys(text, forms, found);

const VISITS: readonly (readonly [kind: number, visit: (text: string, found: FoundSpan) => void])[] = [
  [SECRETS.awsKey, ofForms(AWS_KEYS)],
  [SECRETS.modelProviderKey, ofForms(MODEL_PROVIDER_KEYS)],
  [SECRETS.githubKey, ofForms(GITHUB_KEYS)],
  [SECRETS.slackKey, ofForms(SLACK_KEYS)],
  [SECRETS.googleKey, ofForms(GOOGLE_KEYS)],
  [SECRETS.stripeKey, ofForms(STRIPE_KEYS)],
  [SECRETS.webToken, visitWebTokens],
  [SECRETS.privateKey, visitPrivateKeys],
  [SECRETS.urlPassword, visitUrlPasswords],
  [SECRETS.assignedSecret, visitAssignedSecrets],
];

const MASK = '[key]';

/** The kinds of {@link SECRETS} in a text, as a set of bits. Public keys and certificates are none. */
export function findSecrets(text: string): number {
  return kindsOf(spansOf(text));
}

/** The text with everything that {@link findSecrets} finds replaced by `[key]`; of URLs and assignments only the value. */
export function maskSecrets(text: string): string {
  return replaceSpans(text, spansOf(text), () => MASK);
}

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  for (const [kind, visit] of VISITS) visit(text, (start, end) => spans.push({ start, end, kind }));
  return spans;
}
