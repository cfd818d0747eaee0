import type { IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../core/sha256.ts';
import { isFresh, type LocalCredentials, parseLongDate, sameSignature, TOO_SKEWED } from './signature-version-4.ts';

/** Why a request is refused, as a JSON protocol's `__type` and message. */
export interface Refusal {
  readonly type: string;
  readonly message: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

/**
 * Checks that a request of a JSON protocol is signed with the local credentials, Signature Version 4, by signing again
 * what was received. Gives the reason for a refusal, or undefined when the signature is right.
 */
export async function refuseSignature(
  message: IncomingMessage,
  body: Buffer,
  credentials: LocalCredentials,
): Promise<Refusal | undefined> {
  const { authorization } = message.headers;
  if (!authorization) return refusal('MissingAuthenticationTokenException', 'Requests to this server must be signed.');
  const [, keyId, date = '', region = '', service = '', names = '', signature = ''] =
    AUTHORIZATION.exec(authorization) ?? [];
  if (!keyId) return refusal('IncompleteSignatureException', 'The authorization header is not of Signature Version 4.');
  if (keyId !== credentials.accessKeyId) {
    return refusal('UnrecognizedClientException', 'The access key id is not known here; see local.json.');
  }
  const signedAt = parseLongDate(String(message.headers['x-amz-date']));
  if (!signedAt || !String(message.headers['x-amz-date']).startsWith(date)) {
    return refusal(
      'IncompleteSignatureException',
      'x-amz-date must read YYYYMMDDTHHMMSSZ and be that of the credential.',
    );
  }
  if (!isFresh(signedAt)) return refusal('InvalidSignatureException', TOO_SKEWED);
  const signedHeaders = new Set(names.split(';'));
  if (!signedHeaders.has('host')) return refusal('InvalidSignatureException', 'The host header must be signed.');
  const expected = await signAgain(message, body, signedHeaders, credentials, { signedAt, region, service });
  if (sameSignature(signature, expected)) return undefined;
  return refusal('InvalidSignatureException', 'The signature does not match; check the secret access key.');
}

async function signAgain(
  message: IncomingMessage,
  body: Buffer,
  signedHeaders: Set<string>,
  credentials: LocalCredentials,
  scope: { signedAt: Date; region: string; service: string },
): Promise<string> {
  const signer = new SignatureV4({ service: scope.service, region: scope.region, credentials, sha256: Sha256 });
  const headers = Object.entries(message.headers).filter(([name]) => signedHeaders.has(name));
  const signed = await signer.sign(
    {
      method: message.method ?? 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: message.url ?? '/',
      headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      body,
    },
    { signingDate: scope.signedAt, signableHeaders: signedHeaders },
  );
  return AUTHORIZATION.exec(signed.headers['authorization'] ?? '')?.[6] ?? '';
}

const refusal = (type: string, message: string): Refusal => ({ type, message });
