import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ApiError } from './api-error.ts';

const hashed = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Lets requests pass whose bearer token is one of the keys. Compares hashes, in a time that tells nothing about them. */
export function requireApiKey(apiKeys: readonly string[]): MiddlewareHandler {
  const known = apiKeys.map(hashed);
  return async (c, next) => {
    const given = hashed(/^Bearer +(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
    if (!known.some((key) => timingSafeEqual(key, given))) {
      throw new ApiError(401, 'Incorrect API key provided: send one of the engine’s keys as a bearer token', {
        code: 'invalid_api_key',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    await next();
  };
}
