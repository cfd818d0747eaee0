import { type HttpAnswer, textOf } from '../http-request.ts';

/** What an AWS service answered instead of what it was asked for. Its message is the service's own and holds no user's text. */
export class AwsFault extends Error {
  readonly status: number;
  /** As on the SDK's own errors, so that a log tells of both alike. */
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string };
  /** @param name the service's code for what went wrong, e.g. `ResourceNotFoundException`, or the status where it gave none */
  constructor(name: string, message: string, status: number, requestId: string | undefined) {
    super(message);
    this.name = name;
    this.status = status;
    this.$metadata = { httpStatusCode: status, ...(requestId && { requestId }) };
  }
}

/** Codes that come with a status of 400 and yet mean: not now. Source: the SDK's list of throttling and time-out errors. */
const PASSING = /Throttl|TooManyRequests|SlowDown|BandwidthLimit|LimitExceeded|RequestTimeout|ProvisionedThroughput/;

/** Whether the same request may be answered a moment later. */
export const mayPass = ({ name, status }: AwsFault): boolean =>
  status >= 500 || status === 429 || status === 408 || PASSING.test(name);

/** Reads a refusal as S3 (XML) and the JSON services tell it. A HEAD has no body: its status is all there is. */
export async function readFault(answer: HttpAnswer): Promise<AwsFault> {
  const { statusCode, headers } = answer;
  const body = await textOf(answer);
  const code = fieldOf(body, 'Code', '__type')?.split('#').at(-1);
  const message = fieldOf(body, 'Message', '[Mm]essage') ?? `the service answered ${statusCode}`;
  const requestId = headers['x-amz-request-id'] ?? headers['x-amzn-requestid'];
  return new AwsFault(code ?? String(statusCode), message, statusCode, requestId?.toString());
}

const fieldOf = (body: string, element: string, property: string): string | undefined =>
  (new RegExp(`<${element}>([^<]*)<`).exec(body) ?? new RegExp(`"${property}" *: *"([^"]*)"`).exec(body))?.[1];
