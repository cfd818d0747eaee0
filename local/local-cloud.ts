import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalProfile } from '../core/contract/local-profile.ts';
import { firstToken } from './access-token.ts';
import { awsJsonHandler, type JsonService } from './aws-json-server.ts';
import { lockDirectory } from './directory-lock.ts';
import { openOutbox } from './events/outbox.ts';
import { functionEnvironment, type Surroundings } from './function-environment.ts';
import { createHttpApi } from './http-api/http-api.ts';
import { createFunctionPool, type FunctionPool } from './lambda/function-pool.ts';
import type { InvocationResult } from './lambda/invocation-result.ts';
import { localCredentials } from './local-credentials.ts';
import { createLocalEvents, type LocalEvents } from './local-events.ts';
import { type LoopbackHandler, listenOnLoopback } from './loopback-server.ts';
import { writePrivateJson } from './private-file.ts';
import { createS3Server } from './s3/s3-server.ts';
import { generateSecret } from './secrets/generate-secret.ts';
import { readOrMakeSecret, type Secret } from './secrets/secret-files.ts';
import { createSecretsManager, type ReadSecret } from './secrets/secrets-manager.ts';
import { stepFunctionsHandler } from './step-functions/protocol.ts';
import { startRunner } from './step-functions/state-machine-runner.ts';
import type { FunctionView } from './template/functions.ts';
import type { Place } from './template/physical-names.ts';
import { type ResolvedStack, resolveStack } from './template/resolved-stack.ts';
import type { SecretView } from './template/secrets.ts';
import { readStack, type StackViews } from './template/stack-views.ts';
import { readTemplate } from './template/template.ts';

export interface LocalCloudOptions {
  /** The cloud assembly, as `cdk synth` writes it; or what makes it, called once the directory is this process's own. */
  readonly assembly: string | (() => Promise<string>);
  /** Where everything is kept; one local cloud at a time. */
  readonly directory: string;
  /** Of the HTTP API; S3 has the next one, the other AWS services the one after. 0: all three are free ones. */
  readonly port: number;
  /** Values of secrets that the template names and does not make, by name; kept in memory alone. @default none */
  readonly secrets?: ReadonlyMap<string, string>;
  /** Told what an operator should know, one sentence a line. */
  readonly log: (line: string) => void;
  /** The origin of the web page that may call the HTTP API and S3. @default none */
  readonly allowedOrigin?: () => string | undefined;
}

export interface LocalCloud {
  /** What `local.json` in the directory says. */
  readonly profile: LocalProfile;
  /** Where Step Functions and Secrets Manager answer. */
  readonly awsJsonEndpoint: string;
  /** Ends everything that was started here. Executions that run are taken up again at the next start. */
  close(): Promise<void>;
}

/** Where the local cloud pretends to be: AWS's oldest region, and an account that nobody has. */
const PLACE: Place = { region: 'us-east-1', account: '000000000000' };

/**
 * Runs a synthesized stack on this machine: its bucket, functions, state machines, rules, schedules, secrets and HTTP
 * API, with nothing that the template does not have.
 * @throws Error when the directory or a port is in use, or the template holds what cannot be run here as on AWS
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    let failure: unknown;
    for (const end of closers.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        // One part that does not end must not keep the others: the first failure is told when all have ended.
        failure ??= error;
      }
    }
    if (failure) throw failure;
  };
  try {
    return { ...(await start(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param closers what ends each part that was started, in the order of starting */
async function start(options: LocalCloudOptions, closers: (() => unknown)[]): Promise<Omit<LocalCloud, 'close'>> {
  const { directory, port, log, allowedOrigin } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  closers.push(lockDirectory(directory));
  const assembly = typeof options.assembly === 'string' ? options.assembly : await options.assembly();
  const template = await readTemplate(assembly);
  const credentials = await localCredentials(directory);
  const portAfter = (offset: number) => (port === 0 ? 0 : port + offset);

  // Servers first, since the functions' environments name them; what they are asked before all is ready waits.
  const ready = Promise.withResolvers<{ api: LoopbackHandler; json: LoopbackHandler; events: LocalEvents }>();
  ready.promise.catch(() => {});
  const listen = (name: string, at: number, part: 'api' | 'json', origin: typeof allowedOrigin) =>
    listenOnLoopback({
      name,
      port: at,
      allowedOrigin: origin,
      handler: async (request, response) => (await ready.promise)[part](request, response),
    });
  const api = await listen('the HTTP API', port, 'api', allowedOrigin);
  closers.push(api.close);
  const s3 = await createS3Server({
    directory: join(directory, 's3'),
    region: PLACE.region,
    credentials,
    port: portAfter(1),
    allowedOrigin,
    onObjectCreated: (detail) => ready.promise.then(({ events }) => events.objectCreated(detail)).catch(() => {}),
  });
  closers.push(s3.close);
  const json = await listen('the server of Step Functions and Secrets Manager', portAfter(2), 'json', undefined);
  closers.push(json.close);

  try {
    const endpoints = new Map<string, string>();
    const stack = resolveStack(template, PLACE, endpoints);
    for (const id of stack.idsOf('AWS::ApiGatewayV2::Api')) endpoints.set(`${id}.ApiEndpoint`, api.url);
    const views = readStack(stack);
    const around = { region: PLACE.region, credentials, s3Url: s3.url, jsonUrl: json.url, directory };
    const pools = startPools(views.functions, around, closers);
    const invoke = async (functionArn: string, event: unknown, signal?: AbortSignal): Promise<InvocationResult> => {
      const pool = pools.get(functionArn);
      if (!pool) throw new Error(`${functionArn} is not a function of the stack`);
      return pool.invoke(event, signal && { signal });
    };
    const outbox = openOutbox(join(directory, 'events'));
    const events = createLocalEvents({ views, place: PLACE, invoke, outbox, log });
    closers.push(events.close);
    for (const { name, versioned } of views.buckets) await s3.createBucket(name, { versioned });
    const secrets = secretsIn(directory, views.secrets);
    const given = secretsOf(options.secrets ?? new Map());
    const token = tokenOf(await Promise.all([...secrets.values()].map((readNow) => readNow())));
    const secretsmanager = createSecretsManager(new Map([...secrets, ...given]), log);
    const AWSStepFunctions = await startStateMachines(views, { directory, invoke, events }, closers);
    ready.resolve({
      api: onlyApi(views, stack, invoke),
      json: awsJsonHandler({ AWSStepFunctions, secretsmanager }, credentials),
      events,
    });
    const profile: LocalProfile = {
      endpoint: api.url,
      token,
      s3Endpoint: s3.url,
      bucket: bucketOf(views),
      region: PLACE.region,
      ...credentials,
    };
    await writePrivateJson(join(directory, 'local.json'), profile);
    events.begin();
    return { profile, awsJsonEndpoint: json.url };
  } catch (error) {
    ready.reject(error);
    throw error;
  }
}

function startPools(
  functions: readonly FunctionView[],
  around: Surroundings,
  closers: (() => unknown)[],
): ReadonlyMap<string, FunctionPool> {
  const pools = new Map<string, FunctionPool>();
  for (const fn of functions) {
    const options = {
      logFile: join(around.directory, 'logs', `${fn.name}.log`),
      ...(fn.reservedConcurrency !== undefined && { concurrency: fn.reservedConcurrency }),
    };
    pools.set(fn.arn, createFunctionPool({ ...fn, environment: functionEnvironment(fn, around) }, options));
  }
  closers.push(() => Promise.all([...pools.values()].map((pool) => pool.close())));
  return pools;
}

async function startStateMachines(
  { stateMachines, functions }: StackViews,
  { directory, invoke, events }: { directory: string; invoke: Invoke; events: LocalEvents },
  closers: (() => unknown)[],
): Promise<JsonService> {
  const runners = [];
  for (const view of stateMachines) {
    const runner = await startRunner({
      view,
      region: PLACE.region,
      functionArns: functions.map(({ arn }) => arn),
      invoke,
      directory: join(directory, 'executions'),
      onStatusChange: (detail) => events.statusChanged(detail),
    });
    closers.push(runner.close);
    runners.push(runner);
  }
  return stepFunctionsHandler(runners);
}

type Invoke = (functionArn: string, event: unknown, signal?: AbortSignal) => Promise<InvocationResult>;

function onlyApi({ httpApis }: StackViews, { account }: ResolvedStack, invoke: Invoke): LoopbackHandler {
  const [api, another] = httpApis;
  if (!api || another) throw new Error(`The local cloud serves one HTTP API; the template has ${httpApis.length}.`);
  return createHttpApi({ api, account, invoke });
}

/** The values are made at the first start and kept, and read anew each time, so that a token can be added and taken away. */
function secretsIn(directory: string, secrets: readonly SecretView[]): Map<string, ReadSecret> {
  return new Map(
    secrets.map(({ arn, name, value }) => {
      const make = () => ('given' in value ? value.given : generateSecret(value.generate));
      return [arn, () => readOrMakeSecret(directory, name, make)];
    }),
  );
}

/** Secrets that somebody else made, under the names that the functions know them by. */
function secretsOf(values: ReadonlyMap<string, string>): [string, ReadSecret][] {
  const createdAt = new Date();
  return [...values].map(([name, value]) => {
    const secret = { name, value, versionId: randomUUID(), createdAt };
    return [name, async () => secret];
  });
}

function tokenOf(secrets: Iterable<Secret>): string {
  for (const { value } of secrets) {
    const token = firstToken(value);
    if (token !== undefined) return token;
  }
  throw new Error('No secret of the template holds a bearer token, so nobody could call the HTTP API.');
}

/** The product's bucket is the one that tells EventBridge about its objects. */
function bucketOf({ buckets }: StackViews): string {
  const found = buckets.find(({ raisesEvents }) => raisesEvents) ?? buckets[0];
  if (!found) throw new Error('The template has no bucket.');
  return found.name;
}
