import { listenOnLoopback } from '../loopback-server.ts';
import { createS3Handler, S3_NAME, type S3Handler, type S3HandlerOptions } from './s3-handler.ts';

export interface S3ServerOptions extends S3HandlerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The origin whose pages may upload. */
  readonly allowedOrigin?: (() => string | undefined) | undefined;
}

export interface S3Server extends Pick<S3Handler, 'createBucket'> {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * An S3 service for this machine, kept in a directory: what the SDK, the CLI tools and a browser's form need of S3, over
 * its own protocol.
 * @throws Error when the port is taken or a stored record cannot be read
 */
export async function createS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { port, allowedOrigin, onError } = options;
  const { handler, createBucket } = await createS3Handler(options);
  const server = await listenOnLoopback({
    name: S3_NAME,
    port,
    handler,
    allowedOrigin,
    ...(onError && { onError }),
  });
  return { ...server, createBucket };
}
