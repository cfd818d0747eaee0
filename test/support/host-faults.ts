import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer as it goes over the wire. */
export interface HostAnswer {
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * How a request ends badly. `break`: the connection is closed in the middle of the request. `reset`: it is closed without an answer. `hang`: nothing ever comes. `cut`: the
 * connection is closed in the middle of the answer. `stall`: half of the answer comes, and no more. `half-json`: half of the
 * answer comes as if it were the whole. An answer: it comes in place of the right one.
 */
export type BadEnd = 'break' | 'reset' | 'hang' | 'cut' | 'stall' | 'half-json' | HostAnswer;

/** One planned fault of a {@link PaidHost}. */
export interface HostFault {
  /** Fits requests by `METHOD /path`, without the query. */
  readonly on: RegExp;
  /** Whether the host has done what it was asked when it goes wrong. @default 'before': it has not */
  readonly moment?: 'before' | 'after';
  readonly end: BadEnd;
  /** How often, from the next fitting request on. @default 1 */
  readonly times?: number;
  /** Fitting requests that go well first. @default 0 */
  readonly after?: number;
}

/** A maintenance page: 200, and nothing of what was asked. */
export const MAINTENANCE: HostAnswer = {
  status: 200,
  body: '<html>We are back soon.</html>',
  headers: { 'content-type': 'text/html' },
};

/** An error in OpenAI's form. */
export const refusal = (status: number, code: string | null, message = 'planned', param: string | null = null) => ({
  status,
  body: { error: { message, type: 'invalid_request_error', code, param } },
});

/** Keeps count of planned faults, and tells which of them is due. */
export class PlannedFaults {
  readonly #plans: { fault: HostFault; skip: number; left: number }[] = [];

  add(...faults: readonly HostFault[]): void {
    for (const fault of faults) this.#plans.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** Nothing goes wrong any more. */
  clear(): void {
    this.#plans.length = 0;
  }

  /** How often something will still go wrong. */
  get left(): number {
    return this.#plans.reduce((sum, { left }) => sum + left, 0);
  }

  due(request: string): HostFault | undefined {
    for (const plan of this.#plans) {
      if (plan.left === 0 || !plan.fault.on.test(request)) continue;
      if (plan.skip > 0) {
        plan.skip -= 1;
        continue;
      }
      plan.left -= 1;
      return plan.fault;
    }
    return undefined;
  }
}

export function send(response: ServerResponse, { status, body, headers }: HostAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(text);
}

/** Ends a request badly; of the right answer, as much comes as the fault says. */
export function sendBadly(request: IncomingMessage, response: ServerResponse, end: BadEnd, right: HostAnswer): void {
  if (end === 'hang') return;
  if (end === 'break') {
    request.once('data', () => request.socket.destroy());
    return;
  }
  if (typeof end === 'object') {
    send(response, end);
    return;
  }
  if (end === 'reset') {
    request.socket.destroy();
    return;
  }
  const text = typeof right.body === 'string' ? right.body : JSON.stringify(right.body);
  const half = text.slice(0, Math.ceil(text.length / 2));
  const headers = { 'content-type': 'application/json', ...right.headers };
  if (end === 'half-json') {
    response.writeHead(right.status, headers);
    response.end(half);
    return;
  }
  response.writeHead(right.status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.write(half, () => {
    if (end === 'cut') request.socket.destroy();
  });
}
