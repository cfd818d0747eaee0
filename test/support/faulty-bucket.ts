import { type IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackHandler, type LoopbackServer, listenOnLoopback } from '../../local/loopback-server.ts';
import { createS3Handler, type S3Handler, type S3HandlerOptions } from '../../local/s3/s3-handler.ts';
import { toXml } from '../../local/s3/xml.ts';

/**
 * What S3 answers to some requests instead. `SlowDown`, to any, and `ConditionalRequestConflict`, to conditional writes:
 * nothing was done. `InternalError`, to writes: it was done all the same.
 */
export type BucketFaultCode = keyof typeof KINDS;

/** Which of the requests that a fault fits it comes to, by their number from 1. */
export interface BucketFault {
  readonly code: BucketFaultCode;
  /** Fits requests by `METHOD /bucket/key`, without the query. @default all that S3 answers so */
  readonly on?: RegExp;
  /** The first one. @default 1 */
  readonly from?: number;
  /** How many in a row. @default 1 */
  readonly times?: number;
  /** From the first one of a row to the first one of the next. @default there is one row */
  readonly every?: number;
}

interface Kind {
  readonly status: number;
  readonly fits: (request: IncomingMessage) => boolean;
  readonly isDone: boolean;
}

const KINDS = {
  SlowDown: { status: 503, fits: () => true, isDone: false },
  ConditionalRequestConflict: {
    status: 409,
    fits: ({ method, headers }) =>
      method === 'PUT' && (headers['if-none-match'] !== undefined || headers['if-match'] !== undefined),
    isDone: false,
  },
  InternalError: { status: 500, fits: ({ method }) => method === 'PUT', isDone: true },
} as const satisfies Readonly<Record<string, Kind>>;

/** The local S3 on a port of its own, with faults between it and its clients; they fall by count, so that each is repeatable. */
export class FaultyBucket {
  readonly #s3: S3Handler;
  #server: LoopbackServer | undefined;
  #fault: BucketFault | undefined;
  #fitting = 0;
  #fallen = 0;

  private constructor(s3: S3Handler) {
    this.#s3 = s3;
  }

  static async start(options: S3HandlerOptions): Promise<FaultyBucket> {
    const bucket = new FaultyBucket(await createS3Handler(options));
    bucket.#server = await listenOnLoopback({
      name: 'the S3 server of a test',
      port: 0,
      handler: (...exchange) => bucket.#handle(...exchange),
    });
    return bucket;
  }

  get url(): string {
    if (!this.#server) throw new Error('the server was not started');
    return this.#server.url;
  }

  get createBucket(): S3Handler['createBucket'] {
    return this.#s3.createBucket;
  }

  /** From now on requests are counted anew, and answered with this fault as it says; undefined ends all faults. */
  answerWith(fault: BucketFault | undefined): void {
    this.#fault = fault;
    this.#fitting = 0;
    this.#fallen = 0;
  }

  /** How often the fault has fallen. */
  get fallen(): number {
    return this.#fallen;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #handle: LoopbackHandler = async (request, response) => {
    const code = this.#due(request);
    if (!code) return this.#s3.handler(request, response);
    this.#fallen += 1;
    const { status, isDone } = KINDS[code];
    // What S3 would have answered goes nowhere.
    if (isDone) await this.#s3.handler(request, new ServerResponse(request));
    // By the clock that judges signatures: clients set theirs by it.
    const date = new Date().toUTCString();
    response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'planned', date });
    const document = { Code: code, Message: 'planned', RequestId: 'planned' };
    response.end(request.method === 'HEAD' ? undefined : toXml('Error', document, { namespace: false }));
    request.resume();
  };

  #due(request: IncomingMessage): BucketFaultCode | undefined {
    if (!this.#fault) return undefined;
    const { code, on, from = 1, times = 1, every = Number.POSITIVE_INFINITY } = this.#fault;
    const asked = `${request.method} ${request.url?.split('?')[0]}`;
    if (!KINDS[code].fits(request) || on?.test(asked) === false) return undefined;
    this.#fitting += 1;
    const place = this.#fitting - from;
    return place >= 0 && place % every < times ? code : undefined;
  }
}
