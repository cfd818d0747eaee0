import { classifyCharacters } from './character-classes.ts';
import { hasControlCharacters } from './control-characters.ts';
import { ENCODING_DAMAGE, findEncodingDamage } from './encoding-damage.ts';
import { findPersonalData, PERSONAL_DATA } from './personal-data.ts';
import { findSecrets, SECRETS } from './secrets.ts';
import { isWithoutContent } from './without-content.ts';

/** Which of the detectors to run. */
export interface TextChecks {
  readonly controlCharacters: boolean;
  readonly encodingDamage: boolean;
  readonly withoutContent: boolean;
  readonly personalData: boolean;
  readonly secrets: boolean;
}

const ENCODING_DAMAGE_SHIFT = 2;
const PERSONAL_DATA_SHIFT = 4;
const SECRETS_SHIFT = 8;

/** Everything that can be noticed about one text, each a bit of what {@link examineText} returns. */
export const TEXT_MARKS = {
  controlCharacters: 1,
  withoutContent: 2,
  lostCharacters: ENCODING_DAMAGE.lost << ENCODING_DAMAGE_SHIFT,
  misreadCharacters: ENCODING_DAMAGE.misread << ENCODING_DAMAGE_SHIFT,
  email: PERSONAL_DATA.email << PERSONAL_DATA_SHIFT,
  phone: PERSONAL_DATA.phone << PERSONAL_DATA_SHIFT,
  card: PERSONAL_DATA.card << PERSONAL_DATA_SHIFT,
  iban: PERSONAL_DATA.iban << PERSONAL_DATA_SHIFT,
  awsKey: SECRETS.awsKey << SECRETS_SHIFT,
  modelProviderKey: SECRETS.modelProviderKey << SECRETS_SHIFT,
  githubKey: SECRETS.githubKey << SECRETS_SHIFT,
  slackKey: SECRETS.slackKey << SECRETS_SHIFT,
  googleKey: SECRETS.googleKey << SECRETS_SHIFT,
  stripeKey: SECRETS.stripeKey << SECRETS_SHIFT,
  webToken: SECRETS.webToken << SECRETS_SHIFT,
  privateKey: SECRETS.privateKey << SECRETS_SHIFT,
  urlPassword: SECRETS.urlPassword << SECRETS_SHIFT,
  assignedSecret: SECRETS.assignedSecret << SECRETS_SHIFT,
} as const;

/** The {@link TEXT_MARKS} of a text by the detectors that are wanted, as a set of bits: under 2^18, so it is a small integer. */
export function examineText(text: string, checks: TextChecks): number {
  let marks = 0;
  if (checks.controlCharacters || checks.encodingDamage) {
    const characters = classifyCharacters(text);
    if (checks.controlCharacters && hasControlCharacters(text, characters)) marks |= TEXT_MARKS.controlCharacters;
    if (checks.encodingDamage) marks |= findEncodingDamage(text, characters) << ENCODING_DAMAGE_SHIFT;
  }
  if (checks.withoutContent && isWithoutContent(text)) marks |= TEXT_MARKS.withoutContent;
  if (checks.personalData) marks |= findPersonalData(text) << PERSONAL_DATA_SHIFT;
  if (checks.secrets) marks |= findSecrets(text) << SECRETS_SHIFT;
  return marks;
}
