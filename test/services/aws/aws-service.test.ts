import { describe, expect, test } from '@jest/globals';
import { credentialsIn, endpointOf, S3, SECRETS_MANAGER } from '../../../services/aws/aws-service.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('where an AWS service is', () => {
  test.each([
    ['at AWS', S3, { AWS_REGION: 'eu-central-1' }, 'https://s3.eu-central-1.amazonaws.com', true],
    ['in China', S3, { AWS_REGION: 'cn-north-1' }, 'https://s3.cn-north-1.amazonaws.com.cn', true],
    ['in the sovereign cloud', S3, { AWS_REGION: 'eusc-de-east-1' }, 'https://s3.eusc-de-east-1.amazonaws.eu', true],
    [
      'at AWS, for secrets',
      SECRETS_MANAGER,
      { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: 'http://elsewhere' },
      'https://secretsmanager.us-east-1.amazonaws.com',
      true,
    ],
    ['where its own variable says', S3, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1/' }, 'http://127.0.0.1:1', false],
    ['where the one for all says', S3, { AWS_ENDPOINT_URL: 'http://all' }, 'http://all', false],
    [
      'where its own variable says rather than the one for all',
      SECRETS_MANAGER,
      { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://own' },
      'http://own',
      false,
    ],
  ])('%s', (_name, service, environment, url, ofAws) => {
    expect(endpointOf(service, environment)).toEqual({ url, ofAws });
  });

  test('is not guessed without a region', () => {
    expect(() => endpointOf(S3, {})).toThrow(/^AWS_REGION is not set/);
  });
});

describe("a function's credentials", () => {
  test.each([
    ['lasting', KEYS, { accessKeyId: 'id', secretAccessKey: 'secret' }],
    [
      'of a session',
      { ...KEYS, AWS_SESSION_TOKEN: 'token' },
      { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
    ],
  ])('may be %s', (_name, environment, credentials) => {
    expect(credentialsIn(environment)).toEqual(credentials);
  });

  test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('are missed by name when %s is not there', (name) => {
    expect(() => credentialsIn({ ...KEYS, [name]: '' })).toThrow(new RegExp(`^${name} is not set`));
  });
});
