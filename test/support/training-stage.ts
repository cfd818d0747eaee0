import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { StateMachine } from 'aws-local-stepfunctions';
import { settingsKey, unreleasedKey } from '../../core/contract/keys.ts';
import { STATES, type WorkflowInput } from '../../core/contract/workflow.ts';
import { createRunRecord, readRunRecord } from '../../core/run/run-record.ts';
import type { Store } from '../../core/store.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { beginCalendar, endCalendar, letPass } from './calendar.ts';
import { type BucketFault, FaultyBucket } from './faulty-bucket.ts';
import { asCsv, labelledTexts } from './labelled-texts.ts';
import { type HostJob, PaidHost } from './paid-host.ts';
import { goesWell, type Passed, type Play } from './play.ts';
import { type TrainingDefinition, trainingDefinition } from './training-definition.ts';

const BUCKET = 'scenarios';
const CREDENTIALS = { accessKeyId: 'scenarios', secretAccessKey: 'scenarios' };
/** Between an attempt of a step and the next one, by the calendar: a tenth of the longest pause on AWS. */
const RETRY_MS = 30_000;
const HOCKEY = /goalie|puck|rink|playoffs|slapshot|icing|penalty|stick|skates|overtime/;

type Handler = (event: unknown, context: { getRemainingTimeInMillis: () => number }) => Promise<unknown>;

/**
 * The stage that scenarios are played on: the functions' real handlers, called by the synthesized definition, over HTTP
 * against an S3 server and a host that is paid by the job. Only the calendar is made up: every wait is skipped, and the
 * clock that handlers, servers and SDKs see moves on by as long, so that a day takes no time.
 */
export class TrainingStage {
  readonly host = new PaidHost({ answer: (prompt) => (HOCKEY.test(prompt) ? 'hockey' : 'baseball') });
  /** States that were come to, and catches that were taken, in all passes; see {@link catches}. */
  readonly visited = new Set<string>();
  readonly #definition: TrainingDefinition = trainingDefinition();
  readonly #directory = mkdtempSync(join(tmpdir(), 'labelsmith-stage-'));
  readonly #handlers = new Map<string, Handler>();
  readonly #environment: Readonly<Record<string, string>>;
  #s3: FaultyBucket | undefined;
  #client: S3Client | undefined;
  #passes = 0;

  /** @param environment what the functions are told besides */
  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#environment = environment;
  }

  async open(): Promise<void> {
    beginCalendar();
    this.#s3 = await FaultyBucket.start({
      directory: this.#directory,
      region: 'us-east-1',
      credentials: CREDENTIALS,
      onObjectCreated: () => undefined,
    });
    await this.#s3.createBucket(BUCKET, { versioned: true });
    await this.host.start();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: this.#s3.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      BUCKET_NAME: BUCKET,
      PROVIDER: 'openai-compatible',
      PROVIDER_BASE_URL: this.host.baseUrl,
      PROVIDER_BASE_MODEL: 'base',
      ...this.#environment,
    });
    this.#client = new S3Client();
    for (const folder of this.#definition.functionOf.values()) {
      this.#handlers.set(folder, (await import(`../../functions/${folder}/handler.ts`)).handler);
    }
  }

  async close(): Promise<void> {
    endCalendar();
    this.#client?.destroy();
    await this.host.stop();
    await this.#s3?.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Has the bucket fail, for an act of a play; until the pass ends. */
  failBucket(fault: BucketFault): void {
    this.#s3?.answerWith(fault);
  }

  get store(): Store {
    if (!this.#client) throw new Error('the stage is not open');
    return createS3Store(this.#client, BUCKET);
  }

  /** Every catch that the definition has, as {@link visited} names those that were taken. */
  get catches(): string[] {
    return Object.entries(this.#definition.definition.States).flatMap(([name, state]) =>
      state.Type === 'Task' ? (state.Catch ?? []).map((rule) => nameOfCatch(name, rule)) : [],
    );
  }

  get states(): string[] {
    return Object.keys(this.#definition.definition.States);
  }

  /** Takes one run of a classifier through the state machine, to its end, whatever becomes of it. */
  async pass(play: Play = {}, classifier = `sports-${this.#passes + 1}`): Promise<Passed> {
    this.#passes += 1;
    const run = `run-${this.#passes}`;
    const key = `uploads/${classifier}/${run}.csv`;
    await this.store.write(key, Buffer.from(play.file ?? asCsv(labelledTexts(60))));
    if (play.settings) await this.store.write(settingsKey(classifier), JSON.stringify(play.settings));
    const input: WorkflowInput = { run, classifier, source: { key }, force: play.force ?? false };
    const records = { store: this.store, clock: () => new Date() };
    await createRunRecord(records, { ...input, cause: 'upload', settings: 'scenario' });
    const looksBefore = this.#looks();
    this.#s3?.answerWith(play.bucketFault);
    const { states, ended, calls } = await this.#execute(play, input);
    const bucketFaults = this.#s3?.fallen ?? 0;
    this.#s3?.answerWith(undefined);
    const jobs = this.host.jobs.filter(({ request }) => isOf(run, request));
    return {
      states,
      ended,
      calls,
      run: await readRunRecord(this.store, run),
      jobs,
      looks: this.#looks() - looksBefore,
      filesLeft: [...this.host.files.values()].flatMap(({ filename }) =>
        filename.startsWith(`${run}-`) ? [filename.slice(run.length + 1)] : [],
      ),
      isUnreleased: (await this.store.head(unreleasedKey(run))) !== undefined,
      bucketFaults,
    };
  }

  /** Calls a function with what happens outside of the state machine, e.g. an event. */
  call(folder: string, event: unknown): Promise<unknown> {
    const handler = this.#handlers.get(folder);
    if (!handler) throw new Error(`there is no function ${folder}`);
    return handler(event, { getRemainingTimeInMillis: () => 300_000 });
  }

  async #execute(play: Play, input: WorkflowInput): Promise<Pick<Passed, 'states' | 'ended' | 'calls'>> {
    const { definition, functionOf } = this.#definition;
    const acts = new Map(Object.entries(play.before ?? {}));
    const deaths = new Map(Object.entries(play.deaths ?? {}));
    let underWay: Promise<unknown> = Promise.resolve();
    let look = 0;
    const calls: Record<string, number> = {};
    const task = async (folder: string, payload: unknown): Promise<never> => {
      calls[folder] = (calls[folder] ?? 0) + 1;
      if (folder === play.stopBefore) execution.abort();
      const act = acts.get(folder);
      acts.delete(folder);
      await act?.(this, input.run);
      const left = deaths.get(folder) ?? 0;
      deaths.set(folder, left - 1);
      if (left > 0) throw Object.assign(new Error('the process ended'), { name: 'Runtime.ExitError' });
      if (folder === 'poll-tuning' || folder === 'store-results') {
        look += 1;
        const job = this.host.jobs.find(({ request }) => isOf(input.run, request));
        if (job) (play.jobGoes ?? goesWell)(job, look, this.host);
      }
      const call = this.call(folder, payload).catch((error: unknown) => {
        letPass(RETRY_MS);
        throw asTaskError(error);
      });
      underWay = call.catch(() => undefined);
      const answer = await call;
      letPass(1000 * (Object(answer).waitSeconds ?? 0));
      return { StatusCode: 200, Payload: answer } as never;
    };
    const edited = play.edit?.(structuredClone(definition)) ?? definition;
    const execution = new StateMachine(edited, { validationOptions: { checkArn: false } }).run(input as never, {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(
          [...functionOf].map(([state, folder]) => [state, (asked: unknown) => task(folder, Object(asked).Payload)]),
        ),
        waitTimeOverrides: { [STATES.waitToStart]: 0, [STATES.wait]: 0, [STATES.waitForResults]: 0 },
        retryIntervalOverrides: Object.fromEntries([...functionOf.keys()].map((state) => [state, 0])),
      },
    });
    const states = new Set<string>();
    let ended: Passed['ended'] = 'SUCCEEDED';
    let told: { error: string; cause: string } | undefined;
    const reading = (async () => {
      for await (const event of execution.eventLogs) {
        if (event.type === 'StateEntered') states.add(event.state.name);
        if (event.type === 'StateCaught') this.visited.add(nameOfCatch(event.state.name, event.catch.catcher));
        if (event.type === 'ExecutionAborted') ended = 'ABORTED';
        if (event.type === 'ExecutionTimeout') ended = 'TIMED_OUT';
        if (event.type === 'ExecutionFailed') {
          ended = 'FAILED';
          told = { error: event.Error, cause: String(event.Cause ?? '') };
        }
      }
    })();
    await execution.result.catch(() => undefined);
    await reading;
    for (const state of states) this.visited.add(state);
    if (ended !== 'SUCCEEDED') await this.#tellOfEnd(input.run, ended, told);
    // A function that runs when its execution is ended runs on.
    await underWay;
    return { states: [...states], ended, calls };
  }

  /** What EventBridge tells record-failure of an execution's end; Lambda repeats a call without an answer twice. */
  async #tellOfEnd(name: string, status: string, told: { error: string; cause: string } | undefined): Promise<void> {
    const event = {
      'detail-type': 'Step Functions Execution Status Change',
      detail: { name, status, error: told?.error ?? null, cause: told?.cause ?? null },
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.call('record-failure', event);
        return;
      } catch (error) {
        if (attempt === 3) throw error;
        letPass(60_000 * attempt);
      }
    }
  }

  #looks(): number {
    return this.host.requests.filter((request) => /^GET \/v1\/fine_tuning\/jobs\/[^/]+$/.test(request)).length;
  }
}

/** The host remembers what it was asked for, also where it does not tell. */
const isOf = (run: string, { metadata }: HostJob['request']) => Object(metadata).labelsmith_token === run;

const nameOfCatch = (state: string, { ErrorEquals, Next }: { ErrorEquals: readonly string[]; Next: string }) =>
  `${state}: ${ErrorEquals.join(', ')} -> ${Next}`;

/** An error in the form that a function's errors have in a task on AWS. */
function asTaskError(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const told = new Error(JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] }));
  told.name = error.name;
  return told;
}
