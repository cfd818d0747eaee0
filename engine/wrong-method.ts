import type { Hono, MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { ApiError } from './api-error.ts';

/** Tells a wrong method from an unknown address: 405 with the methods that are right, which `OPTIONS` is told as well. */
export function explainWrongMethod(app: Hono): MiddlewareHandler {
  return methodNotAllowed({
    app,
    onMethodNotAllowed(c, methods) {
      const allow = [...methods, 'OPTIONS'].join(', ');
      if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
      return new ApiError(405, `Not allowed to ${c.req.method} there: the methods are ${allow}`, {
        code: 'method_not_supported',
        headers: { allow },
      }).toResponse();
    },
  });
}
