import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** The one address that every server of the local cloud listens on: nothing off this machine can reach it. */
const LOOPBACK_ADDRESS = '127.0.0.1';

/** Longer than HTTP clients keep an idle connection, so that it is the client who hangs up and no request is lost. */
const KEEP_ALIVE_MILLISECONDS = 65_000;

/** What a page of the allowed origin may read of an answer besides its body; `*` is not honoured with credentials. */
const EXPOSED_HEADERS = 'ETag, Location, Content-Range, Content-Disposition, Retry-After, x-amz-version-id';

export type LoopbackHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface LoopbackOptions {
  /** What listens, as it reads in a sentence: `the S3 server`. */
  readonly name: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly handler: LoopbackHandler;
  /** The only origin whose pages may call this server, such as `http://127.0.0.1:4000`. Without it, no page may. */
  readonly allowedOrigin?: (() => string | undefined) | undefined;
  /** Told of a handler that failed. The default writes to stderr where it failed, without the error's message. */
  readonly onError?: (error: unknown) => void;
}

export interface LoopbackServer {
  /** Without a slash at the end: `http://127.0.0.1:9000`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends the connections that are open, answered or not. */
  close(): Promise<void>;
}

/**
 * Serves a handler to this machine and to nobody else. Before the handler is called, two guards hold off web pages that
 * the user happens to visit: a foreign `Host` (DNS rebinding) and a foreign `Origin` are answered with 403.
 * @throws Error when the port is taken, saying what wanted it and what to do
 */
export async function listenOnLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const onError = options.onError ?? ((error) => reportFailure(options.name, error));
  let port = options.port;
  const server = createServer((request, response) => {
    const refusal = refuseForeignHost(request, port) ?? refuseForeignOrigin(request, options.allowedOrigin?.());
    if (refusal) return answerForbidden(response, refusal);
    if (answerCrossOrigin(request, response)) return;
    void handleSafely(options.handler, request, response, onError);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  port = await listen(server, options);
  return { url: `http://${LOOPBACK_ADDRESS}:${port}`, port, close: () => closeServer(server) };
}

function refuseForeignHost(request: IncomingMessage, port: number): string | undefined {
  const host = request.headers.host?.toLowerCase();
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}` || host === `[::1]:${port}`) return undefined;
  return `This server answers only requests addressed to 127.0.0.1:${port} or localhost:${port}; the Host header names another.`;
}

function refuseForeignOrigin(request: IncomingMessage, allowed: string | undefined): string | undefined {
  const { origin } = request.headers;
  if (origin === undefined || origin === allowed) return undefined;
  if (allowed === undefined) return 'This server is not open to web pages; the request came from one.';
  return `This server is open to pages of ${allowed} alone; the request came from another origin.`;
}

function answerForbidden(response: ServerResponse, sentence: string): void {
  response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

/** Adds the headers that let the allowed page read the answer. True when the request was a preflight and is answered. */
function answerCrossOrigin(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
  response.setHeader('vary', 'Origin');
  const wantedMethod = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || wantedMethod === undefined) return false;
  response.setHeader('access-control-allow-methods', wantedMethod);
  const wantedHeaders = request.headers['access-control-request-headers'];
  if (wantedHeaders !== undefined) response.setHeader('access-control-allow-headers', wantedHeaders);
  response.writeHead(204).end();
  return true;
}

async function handleSafely(
  handler: LoopbackHandler,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await handler(request, response);
  } catch (error) {
    // A client that hung up in the middle is no failure, and there is nobody left to tell.
    if (request.destroyed && !request.complete) return;
    onError(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('The local server failed.\n');
  }
}

/** Writes to stderr where something failed, without the error's message: that could quote a user's text. */
export function reportFailure(name: string, error: unknown): void {
  const at = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const kind = error instanceof Error ? error.name : typeof error;
  process.stderr.write(`${[`${name} failed: ${kind}`, ...at].join('\n')}\n`);
}

function listen(server: Server, { name, port }: LoopbackOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainListenError(error, name, port)));
    server.listen(port, LOOPBACK_ADDRESS, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function explainListenError(error: NodeJS.ErrnoException, name: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    const remedy = 'choose another with --port N, or stop the program that uses it';
    return new Error(`port ${port}, which ${name} needs, is taken: ${remedy}`, { cause: error });
  }
  if (error.code === 'EACCES') {
    const remedy = 'choose one above 1023 with --port N';
    return new Error(`port ${port}, which ${name} needs, is reserved for the administrator: ${remedy}`, {
      cause: error,
    });
  }
  return new Error(`${name} cannot listen on port ${port} (${error.code ?? error.name})`, { cause: error });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
