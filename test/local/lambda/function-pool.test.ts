import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createFunctionPool, type FunctionPool, type PoolOptions } from '../../../local/lambda/function-pool.ts';
import type { RunnableFunction } from '../../../local/lambda/function-worker.ts';

const BUNDLE = `
import { setTimeout as sleep } from 'node:timers/promises';
let invocations = 0;
const own = {
  echo: (event, context) => ({ event, context: { ...context }, remaining: context.getRemainingTimeInMillis(), env: { ...process.env } }),
  count: () => (invocations += 1),
  nothing: () => undefined,
  named: () => { const error = new Error('no such row'); error.name = 'UnusableSource'; throw error; },
  text: () => { throw 'just a text'; },
  circular: () => { const it = {}; it.it = it; return it; },
  exit: () => process.exit(1),
  quietly: () => process.exit(0),
  uncaught: async () => { setTimeout(() => { throw new TypeError('too late') }, 1); await sleep(5000); },
  rejection: async () => { Promise.reject(new Error('nobody listens')); await sleep(5000); },
  later: () => { setTimeout(() => { throw new Error('after the answer') }, 20); return 'answered'; },
  sleep: async ({ ms }) => { await sleep(ms); return 'slept'; },
  spin: () => { for (;;); },
  heap: () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5)); },
  buffers: async () => { const all = []; for (;;) { all.push(new Uint8Array(8e6).fill(1)); await sleep(2); } },
  large: ({ bytes }) => 'x'.repeat(bytes),
  print: () => { console.log('printed by the function'); return null; },
};
export const handler = (event, context) => own[event.do](event, context);
`;

let directory: string;
const pools: FunctionPool[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pool-'));
  await writeFile(join(directory, 'index.mjs'), BUNDLE);
  await writeFile(join(directory, 'broken.mjs'), "import './not-there.mjs';");
  await writeFile(join(directory, 'throws.mjs'), "throw new RangeError('while loading');");
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});
afterAll(() => rm(directory, { recursive: true }));

const logFile = () => join(directory, 'logs', 'fn.log');

function poolOf(fn: Partial<RunnableFunction> = {}, options: Partial<PoolOptions> = {}): FunctionPool {
  const whole: RunnableFunction = {
    name: 'labelsmith-fn',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:labelsmith-fn',
    handler: 'index.handler',
    directory,
    environment: { ONLY: 'this' },
    timeoutSeconds: 10,
    memoryMb: 256,
    ...fn,
  };
  const pool = createFunctionPool(whole, { logFile: logFile(), ...options });
  pools.push(pool);
  return pool;
}

describe('an invocation', () => {
  test('gets the event, a Lambda context and exactly the environment that was given', async () => {
    const result = await poolOf().invoke({ do: 'echo', text: 'naïve 中' });
    expect(result).toEqual({
      payload: {
        event: { do: 'echo', text: 'naïve 中' },
        context: expect.objectContaining({
          awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          functionName: 'labelsmith-fn',
          memoryLimitInMB: '256',
          invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:labelsmith-fn',
        }),
        remaining: expect.any(Number),
        env: { ONLY: 'this' },
      },
    });
    const remaining = 'payload' in result ? Reflect.get(Object(result.payload), 'remaining') : 0;
    expect(remaining).toBeGreaterThan(9_000);
    expect(remaining).toBeLessThanOrEqual(10_000);
  });

  test('that returns nothing gives null', async () => {
    expect(await poolOf().invoke({ do: 'nothing' })).toEqual({ payload: null });
  });

  test.each([
    ['named', { errorType: 'UnusableSource', errorMessage: 'no such row', trace: expect.any(Array) }],
    ['text', { errorType: 'string', errorMessage: 'just a text', trace: [] }],
    [
      'circular',
      { errorType: 'TypeError', errorMessage: expect.stringContaining('circular'), trace: expect.any(Array) },
    ],
    ['uncaught', { errorType: 'TypeError', errorMessage: 'too late', trace: expect.any(Array) }],
    [
      'rejection',
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'nobody listens', trace: expect.any(Array) },
    ],
    [
      'exit',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 1$/,
        ),
      },
    ],
    [
      'quietly',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Runtime exited without providing a reason$/,
        ),
      },
    ],
  ])('that ends by "%s" ends with the error that AWS reports', async (what, error) => {
    const pool = poolOf();
    expect(await pool.invoke({ do: what })).toEqual({ error });
    expect(await pool.invoke({ do: 'nothing' })).toEqual({ payload: null });
  });

  test.each(['spin', 'sleep'])(
    'that goes on too long ("%s") is ended at the time-out of the template',
    async (what) => {
      const pool = poolOf({ timeoutSeconds: 1 });
      await pool.invoke({ do: 'nothing' });
      const started = Date.now();
      expect(await pool.invoke({ do: what, ms: 20_000 })).toEqual({
        error: {
          errorType: 'Sandbox.Timedout',
          errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
        },
      });
      expect(Date.now() - started).toBeGreaterThanOrEqual(990);
      expect(Date.now() - started).toBeLessThan(4_000);
    },
  );

  test.each(['heap', 'buffers'])('that outgrows its memory with %s is killed', async (what) => {
    expect(await poolOf({ timeoutSeconds: 50 }).invoke({ do: what })).toEqual({
      error: { errorType: 'Runtime.OutOfMemory', errorMessage: expect.stringContaining('signal: killed') },
    });
  });

  test('may answer with 6 MB and not with more, nor be asked with more', async () => {
    const pool = poolOf();
    expect(await pool.invoke({ do: 'large', bytes: 6_000_000 })).toEqual({ payload: 'x'.repeat(6_000_000) });
    expect(await pool.invoke({ do: 'large', bytes: 7_000_000 })).toEqual({
      error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage: expect.stringContaining('7000002') },
    });
    expect(await pool.invoke({ do: 'echo', text: 'x'.repeat(7_000_000) })).toEqual({
      error: { errorType: 'RequestEntityTooLarge', errorMessage: expect.any(String) },
    });
  });

  test.each([
    ['broken.handler', 'Runtime.ImportModuleError'],
    ['not-there.handler', 'Runtime.ImportModuleError'],
    ['index.other', 'Runtime.HandlerNotFound'],
    ['throws.handler', 'RangeError'],
  ])('of a bundle that cannot be loaded (%s) fails with %s', async (handler, errorType) => {
    expect(await poolOf({ handler }).invoke({})).toEqual({ error: expect.objectContaining({ errorType }) });
  });

  test('ends when its signal says so', async () => {
    const pool = poolOf({ timeoutSeconds: 30 });
    const stop = new AbortController();
    const invoked = pool.invoke({ do: 'spin' }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    expect(await invoked).toEqual({ error: expect.objectContaining({ errorType: 'Invocation.Withdrawn' }) });
  });
});

describe('a pool', () => {
  test('uses a warm worker again', async () => {
    const pool = poolOf();
    expect(await pool.invoke({ do: 'count' })).toEqual({ payload: 1 });
    expect(await pool.invoke({ do: 'count' })).toEqual({ payload: 2 });
  });

  test('ends a worker that has been idle, and starts another when it is needed', async () => {
    const pool = poolOf({}, { idleMs: 10 });
    expect(await pool.invoke({ do: 'count' })).toEqual({ payload: 1 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await pool.invoke({ do: 'count' })).toEqual({ payload: 1 });
  });

  test('lets no more invocations run at once than it may, and serves all', async () => {
    const pool = poolOf({}, { concurrency: 2 });
    await Promise.all([1, 2].map(() => pool.invoke({ do: 'sleep', ms: 1 })));
    const started = Date.now();
    const results = await Promise.all([1, 2, 3, 4].map(() => pool.invoke({ do: 'sleep', ms: 200 })));
    expect(results).toEqual(Array(4).fill({ payload: 'slept' }));
    expect(Date.now() - started).toBeGreaterThanOrEqual(395);
  });

  test('survives an error that a function throws after its answer', async () => {
    const pool = poolOf();
    expect(await pool.invoke({ do: 'later' })).toEqual({ payload: 'answered' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await pool.invoke({ do: 'nothing' })).toEqual({ payload: null });
  });

  test('writes what a function prints, and what ended it, to the log file', async () => {
    const pool = poolOf({ timeoutSeconds: 1 });
    await pool.invoke({ do: 'print' });
    await pool.invoke({ do: 'spin' });
    await pool.close();
    const log = await readFile(logFile(), 'utf8');
    expect(log).toContain('printed by the function');
    expect(log).toContain('Sandbox.Timedout');
  });

  test('that is closed ends what runs and what waits', async () => {
    const pool = poolOf({ timeoutSeconds: 30 }, { concurrency: 1 });
    const invoked = [pool.invoke({ do: 'spin' }), pool.invoke({ do: 'spin' })];
    await new Promise((resolve) => setTimeout(resolve, 200));
    await pool.close();
    const withdrawn = { error: expect.objectContaining({ errorType: 'Invocation.Withdrawn' }) };
    expect(await Promise.all(invoked)).toEqual([withdrawn, withdrawn]);
  });
});
