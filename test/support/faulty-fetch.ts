/** One planned fault: requests that fit are answered with `status` until it has happened `times` times. */
export interface Fault {
  readonly method: string;
  readonly path: RegExp;
  readonly status: number;
  times: number;
  /** What is answered. @default an error in OpenAI's form */
  readonly body?: object;
}

/** A fetch handler that answers planned faults in place of the real one, and counts what reached the real one. */
export function faultyFetch(fetch: (request: Request) => Promise<Response>, faults: Fault[]) {
  const seen: string[] = [];
  return {
    seen,
    fetch: async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url);
      const fault = faults.find(
        ({ method, path, times }) => times > 0 && method === request.method && path.test(pathname),
      );
      if (fault) {
        fault.times -= 1;
        const error = { message: 'planned', type: 'server_error', code: null, param: null };
        return Response.json(fault.body ?? { error }, { status: fault.status });
      }
      seen.push(`${request.method} ${pathname}`);
      return fetch(request);
    },
  };
}
