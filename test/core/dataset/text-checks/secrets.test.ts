import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findSecrets, maskSecrets, SECRETS } from '../../../../core/dataset/text-checks/secrets.ts';
import { textWith } from './any-text.ts';

/** Made up, and put together here, so that no scanner of repositories takes them for real. */
const random = (length: number) => 'q7Zx2Lw9Rb4Tn6Vc8Jd3Hf5Kg1MpYsUoEaQiWtXrBzNvCkDj'.repeat(4).slice(0, length);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const title = (kind: string) => ['-----', `${kind}-----`] as const;
const pem = (kind: string) =>
  `${title(kind)[0]}BEGIN ${title(kind)[1]}\n${`${random(64)}\n`.repeat(4)}${title(kind)[0]}END ${title(kind)[1]}`;
const token = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: '1234567890' })}.${random(43)}`;

const KEYS: readonly (readonly [name: keyof typeof SECRETS, key: string])[] = [
  ['awsKey', `AKIA${random(16).toUpperCase()}`],
  ['awsKey', `ASIA${random(16).toUpperCase()}`],
  ['modelProviderKey', `sk-${random(48)}`],
  ['modelProviderKey', `sk-proj-${random(40)}_${random(30)}-x`],
  ['modelProviderKey', `sk-ant-api03-${random(95)}`],
  ['modelProviderKey', `sk-or-v1-${'0123456789abcdef'.repeat(4)}`],
  ['githubKey', `ghp_${random(36)}`],
  ['githubKey', `gho_${random(36)}`],
  ['githubKey', `github_pat_${random(22)}_${random(59)}`],
  ['slackKey', `xoxb-123456789012-${random(24)}`],
  ['googleKey', `AIza${random(35)}`],
  ['stripeKey', `sk_live_${random(24)}`],
  ['stripeKey', `rk_live_${random(24)}`],
  ['webToken', token],
  ['privateKey', pem('RSA PRIVATE KEY')],
  ['privateKey', pem('PRIVATE KEY').replaceAll('\n', '\\n')],
  ['privateKey', pem('PGP PRIVATE KEY BLOCK')],
];

const VALUES: readonly (readonly [name: keyof typeof SECRETS, before: string, value: string, after: string])[] = [
  ['urlPassword', 'postgres://app:', 'hunter2!', '@db.example.org:5432/main'],
  ['urlPassword', 'see https://:', random(12), '@example.org/x'],
  ['assignedSecret', 'password = ', 'Tr0ub4dor&3x', ''],
  ['assignedSecret', 'DB_PASSWORD="', random(16), '"'],
  ['assignedSecret', '{"apiKey": "', random(32), '"}'],
  ['assignedSecret', 'api_key: ', '0123456789abcdef0f1e2d3c', '\n'],
  ['assignedSecret', 'aws_secret_access_key=', `${random(20)}/${random(19)}`, ' # mine'],
  ['assignedSecret', 'client-secret => ', random(20), ''],
];

describe('secrets', () => {
  test.each(KEYS)('of kind %s are masked: %#', (name, key) => {
    for (const [before, after] of [
      ['', ''],
      ['my key is ', ' ok'],
      ['("', '")'],
      ['키: ', '입니다'],
      ['x\n', '\ny'],
    ]) {
      expect(findSecrets(`${before}${key}${after}`)).toBe(SECRETS[name]);
      expect(maskSecrets(`${before}${key}${after}`)).toBe(`${before}[key]${after}`);
    }
  });

  test.each(VALUES)('of kind %s are masked, but not what stands around them: %#', (name, before, value, after) => {
    expect(findSecrets(before + value + after)).toBe(SECRETS[name]);
    expect(maskSecrets(before + value + after)).toBe(`${before}[key]${after}`);
  });

  test.each([
    ['public keys', pem('PGP PUBLIC KEY BLOCK')],
    ['certificates', pem('CERTIFICATE')],
    ['talk of a private key', `${title('RSA PRIVATE KEY')[0]}BEGIN ${title('RSA PRIVATE KEY')[1]} is its first line`],
    ['hyphenated words', 'sk-learn-contrib-imbalanced-learning-methods, risk-averse-and-very-careful-people-2000'],
    ['words in capitals', 'ASIAPACIFICCONFERENCE AKIAPOLAAU TASIA'],
    [
      'plain talk of passwords',
      'password: changeme. The password is secret: do not tell. Token: see below; pwd=guest1',
    ],
    ['addresses and paths', 'token: https://example.org/a1, secret = /etc/shadow99, password: joe99x@example.org'],
    ['names of variables', 'password = getPassword(user1), secret: string1, api_key = API_KEY_12'],
    [
      'URLs with ports and paths',
      'http://example.org:8080/a@b.c, ftp://anonymous:guest@example.org, https://joe@example.org',
    ],
    ['placeholders in URLs', 'https://user:password@example.org, amqp://app:$PASS@example.org'],
    ['parts of longer words', `xghp_${random(36)}, XAKIA${random(16).toUpperCase()}`],
    ['dotted names', 'a.eyJ.eyJ.x, window.eyJson'],
  ])('are not seen in %s', (_, text) => {
    expect(findSecrets(text)).toBe(0);
    expect(maskSecrets(text)).toBe(text);
  });

  test('that were cut off are masked to their end', () => {
    const cut = pem('OPENSSH PRIVATE KEY').slice(0, 200);
    expect(maskSecrets(`my key: ${cut}`)).toBe('my key: [key]');
    expect(maskSecrets(`${cut}\nThanks, Joe`)).toBe('[key]\nThanks, Joe');
  });

  const pieces = [
    pem('OPENSSH PRIVATE KEY').slice(0, 200),
    ...KEYS.map(([, key]) => key),
    ...VALUES.flatMap(([, before, value, after]) => [before, value, after, before + value + after]),
    '[key]',
    'password',
    'token',
    '-----BEGIN ',
    'PRIVATE KEY-----',
    '.eyJ',
    'http://a:',
  ];

  test('are gone once they are masked, and masking changes nothing else', () => {
    fc.assert(
      fc.property(textWith(pieces), (text) => {
        const masked = maskSecrets(text);
        expect(findSecrets(masked)).toBe(0);
        expect(maskSecrets(masked)).toBe(masked);
        expect(masked === text).toBe(findSecrets(text) === 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
