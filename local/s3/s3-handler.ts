import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackHandler, reportFailure } from '../loopback-server.ts';
import type { LocalCredentials } from '../signature-version-4.ts';
import { Buckets } from './buckets.ts';
import type { S3Service } from './exchange.ts';
import type { ObjectCreated } from './object-created.ts';
import { postObject } from './post-object.ts';
import { chooseOperation, isUploadForm } from './router.ts';
import { S3Error } from './s3-error.ts';
import { parseRequest, type S3Request } from './s3-request.ts';
import { SignatureVerifier } from './signature.ts';
import { toXml } from './xml.ts';

export interface S3HandlerOptions {
  /** Where everything is kept, each bucket in a folder of its name. Made if it is not there. */
  readonly directory: string;
  /** What the service calls its region. Requests signed for any region are answered. */
  readonly region: string;
  /** The only key that signs here. */
  readonly credentials: LocalCredentials;
  /** Called after each object that was written, before its writer gets the answer. Must return at once. */
  readonly onObjectCreated: (detail: ObjectCreated) => void;
  /** Told of failures that are the service's own. The default writes to stderr where they happened. */
  readonly onError?: (error: unknown) => void;
}

export interface S3Handler {
  /** Answers one request, refusals included. It never rejects. */
  readonly handler: LoopbackHandler;
  /** Makes the bucket if it is not there, and turns its versioning on if asked; never off. */
  createBucket(name: string, options: { versioned: boolean }): Promise<void>;
}

/** What the service is called where its failures are told. */
export const S3_NAME = 'the S3 server';

/**
 * The S3 service as a handler of HTTP requests, for whoever listens. Whatever is not supported is refused with
 * `NotImplemented`; nothing is taken and forgotten.
 * @throws Error when a stored record cannot be read
 */
export async function createS3Handler(options: S3HandlerOptions): Promise<S3Handler> {
  const service: S3Service = {
    buckets: await Buckets.open(options.directory),
    region: options.region,
    verifier: new SignatureVerifier(options.credentials),
    onObjectCreated: options.onObjectCreated,
    onError: options.onError ?? ((error) => reportFailure(S3_NAME, error)),
  };
  return {
    handler: (message, response) => handle(service, message, response),
    createBucket: async (name, { versioned }) => {
      const bucket = await service.buckets.create(name);
      if (versioned && bucket.versioning !== 'Enabled') await bucket.setVersioning('Enabled');
    },
  };
}

async function handle(service: S3Service, message: IncomingMessage, response: ServerResponse): Promise<void> {
  let request: S3Request | undefined;
  try {
    request = parseRequest(message);
    response.setHeader('x-amz-request-id', request.id);
    // By the clock that judges signatures: clients set theirs by it.
    response.setHeader('date', new Date().toUTCString());
    if (isUploadForm(request)) return await postObject({ service, request, response });
    const authorisation = await service.verifier.verify(request);
    await chooseOperation(request)({ service, request, response, authorisation });
  } catch (error) {
    if (error instanceof S3Error) return refuse(error, message, response, request);
    // A client that hung up in the middle is no failure, and there is nobody left to tell.
    if (message.destroyed && !message.complete) return;
    if (response.destroyed) return;
    service.onError(error);
    const internal = new S3Error('InternalError', 'We encountered an internal error. Please try again.');
    if (response.headersSent) response.destroy();
    else refuse(internal, message, response, request);
  }
}

function refuse(error: S3Error, message: IncomingMessage, response: ServerResponse, request: S3Request | undefined) {
  const document = { Code: error.code, Message: error.message, RequestId: request?.id ?? '' };
  const body = toXml('Error', document, { namespace: false });
  response.writeHead(error.status, { ...error.headers, 'content-type': 'application/xml' });
  response.end(message.method === 'HEAD' ? undefined : body);
  // What is left of the body is read off, so that the client can finish sending and hears the answer.
  message.resume();
}
