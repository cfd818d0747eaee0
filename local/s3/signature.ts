import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../core/sha256.ts';
import { ALGORITHM, type LocalCredentials, sameSignature } from '../signature-version-4.ts';
import { type CredentialScope, checkFresh, checkNotExpired, parseCredentialScope } from './credential-scope.ts';
import { S3Error } from './s3-error.ts';
import { decodePart, type S3Request } from './s3-request.ts';

/** The proof that a request is its signer's, with what is needed to check the parts of its body. */
export interface Authorisation {
  readonly accessKeyId: string;
  /** What was signed of the body: its SHA-256 in hexadecimal, `UNSIGNED-PAYLOAD`, or the name of a `STREAMING-` form. */
  readonly payload: string;
  readonly longDate: string;
  readonly scope: string;
  readonly signature: string;
  /** Signs with the same key, date and region: for the signatures of chunks. Hexadecimal. */
  sign(stringToSign: string): Promise<string>;
}

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const CONTENT_HASH = 'x-amz-content-sha256';
/** A presigned URL's own parameters; everything else of the query is signed like any request's. */
const PRESIGNED = {
  algorithm: 'X-Amz-Algorithm',
  credential: 'X-Amz-Credential',
  date: 'X-Amz-Date',
  expires: 'X-Amz-Expires',
  signedHeaders: 'X-Amz-SignedHeaders',
  signature: 'X-Amz-Signature',
} as const;
const WEEK_SECONDS = 7 * 24 * 3600;

/**
 * Verifies AWS Signature Version 4 by signing again, with the SDK's own signer, what was received, and comparing.
 * Source: "Authenticating Requests (AWS Signature Version 4)", S3 API reference.
 */
export class SignatureVerifier {
  readonly #credentials: LocalCredentials;
  readonly #signer: SignatureV4;

  constructor(credentials: LocalCredentials) {
    this.#credentials = credentials;
    this.#signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1', // never used: every call names the region of the signature that it checks
      credentials,
      sha256: Sha256,
      uriEscapePath: false, // S3 signs paths as they are sent, unlike every other service
    });
  }

  /** @throws S3Error with status 403, or 400 when the signature's own form is broken */
  async verify(request: S3Request): Promise<Authorisation> {
    const authorization = request.headers['authorization'];
    const presigned = request.query.has(PRESIGNED.algorithm);
    if (authorization !== undefined && presigned) {
      throw new S3Error('InvalidArgument', 'A request is signed in its header or in its query, not in both.');
    }
    if (authorization !== undefined) return this.#verifyHeader(request, authorization);
    if (presigned) return this.#verifyPresigned(request);
    throw new S3Error('AccessDenied', 'Access Denied. Requests to this server must be signed.');
  }

  /**
   * Verifies the signature under a text, as a form's policy has one.
   * @throws S3Error `InvalidAccessKeyId` or `SignatureDoesNotMatch`
   */
  async verifyText(text: string, scope: CredentialScope, signature: string): Promise<void> {
    this.#checkKeyId(scope);
    checkEqual(signature, await this.#signText(text, scope));
  }

  async #verifyHeader(request: S3Request, authorization: string): Promise<Authorisation> {
    const fields = parseAuthorization(authorization);
    const longDate = request.headers['x-amz-date'] ?? '';
    const scope = parseCredentialScope(fields.credential, longDate, 'AuthorizationHeaderMalformed');
    this.#checkKeyId(scope);
    checkFresh(scope);
    const payload = request.headers[CONTENT_HASH];
    if (payload === undefined) throw new S3Error('InvalidRequest', `Missing required header: ${CONTENT_HASH}.`);
    const signable = signedNames(request, fields.signedHeaders);
    const signed = await this.#signer.sign(
      { ...signableRequest(request, signable, payload), query: Object.fromEntries(request.query) },
      { ...this.#options(scope), signableHeaders: signable, unsignableHeaders: new Set([CONTENT_HASH]) },
    );
    checkEqual(fields.signature, parseAuthorization(signed.headers['authorization'] ?? '').signature);
    return this.#authorisation(scope, payload, fields.signature);
  }

  async #verifyPresigned(request: S3Request): Promise<Authorisation> {
    const query = new Map(request.query);
    const take = (name: string) => {
      const value = query.get(name);
      query.delete(name);
      if (value) return value;
      throw new S3Error('AuthorizationQueryParametersError', `The query of a presigned URL must hold ${name}.`);
    };
    if (take(PRESIGNED.algorithm) !== ALGORITHM) {
      throw new S3Error('AuthorizationQueryParametersError', `${PRESIGNED.algorithm} must be ${ALGORITHM}.`);
    }
    const credential = take(PRESIGNED.credential);
    const scope = parseCredentialScope(credential, take(PRESIGNED.date), 'AuthorizationQueryParametersError');
    const expiresIn = Number(take(PRESIGNED.expires));
    if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > WEEK_SECONDS) {
      throw new S3Error(
        'AuthorizationQueryParametersError',
        `${PRESIGNED.expires} is a number of seconds up to a week.`,
      );
    }
    const signable = signedNames(request, take(PRESIGNED.signedHeaders));
    const signature = take(PRESIGNED.signature);
    this.#checkKeyId(scope);
    const payload = request.headers[CONTENT_HASH] ?? UNSIGNED_PAYLOAD;
    const presigned = await this.#signer.presign(
      { ...signableRequest(request, signable, payload), query: Object.fromEntries(query) },
      {
        ...this.#options(scope),
        expiresIn,
        signableHeaders: signable,
        unsignableHeaders: new Set([CONTENT_HASH]),
        unhoistableHeaders: new Set([...signable, CONTENT_HASH]),
      },
    );
    checkEqual(signature, String(presigned.query?.[PRESIGNED.signature]));
    checkNotExpired(scope, expiresIn);
    return this.#authorisation(scope, payload, signature);
  }

  #authorisation(scope: CredentialScope, payload: string, signature: string): Authorisation {
    const { accessKeyId, longDate } = scope;
    return {
      ...{ accessKeyId, payload, longDate, scope: scope.scope, signature },
      sign: (stringToSign) => this.#signText(stringToSign, scope),
    };
  }

  #signText(text: string, scope: CredentialScope): Promise<string> {
    return this.#signer.sign(text, this.#options(scope));
  }

  #options({ signedAt, region }: CredentialScope) {
    return { signingDate: signedAt, signingRegion: region };
  }

  #checkKeyId({ accessKeyId }: CredentialScope): void {
    if (accessKeyId === this.#credentials.accessKeyId) return;
    throw new S3Error('InvalidAccessKeyId', 'The access key id is not known here.');
  }
}

function parseAuthorization(authorization: string) {
  const [, credential, signedHeaders, signature] =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/.exec(
      authorization,
    ) ?? [];
  if (credential && signedHeaders && signature) return { credential, signedHeaders, signature };
  const expected = `${ALGORITHM} Credential=..., SignedHeaders=..., Signature=...`;
  throw new S3Error('AuthorizationHeaderMalformed', `The authorization header must read ${expected}.`);
}

/** The headers that were signed: `host` among them, and every `x-amz-` header, since those say what is to be done. */
function signedNames(request: S3Request, list: string): Set<string> {
  const names = new Set(list.split(';'));
  const mandatory = Object.keys(request.message.headers).filter(
    (name) => name.startsWith('x-amz-') && name !== CONTENT_HASH,
  );
  if (['host', ...mandatory].every((name) => names.has(name))) return names;
  throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed.');
}

function signableRequest(request: S3Request, names: ReadonlySet<string>, payload: string) {
  const { headersDistinct } = request.message;
  const signed = [...names].flatMap((name) => {
    const values = headersDistinct[name];
    return values ? [[name, values.map((value) => value.trim()).join(',')] as const] : [];
  });
  return {
    method: request.method,
    protocol: 'http:',
    hostname: '',
    path: canonicalPath(request.rawPath),
    headers: { ...Object.fromEntries(signed), [CONTENT_HASH]: payload },
  };
}

/** Every byte but the unreserved ones and the slash is percent-encoded, however the client spelt it on the wire. */
function canonicalPath(rawPath: string): string {
  const strict = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return decodePart(rawPath).split('/').map(strict).join('/');
}

function checkEqual(given: string, expected: string): void {
  if (sameSignature(given, expected)) return;
  throw new S3Error(
    'SignatureDoesNotMatch',
    'The signature does not match the request. Check the secret access key and the method of signing.',
  );
}
