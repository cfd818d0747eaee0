import { StateMachine } from 'aws-local-stepfunctions';
import OpenAI from 'openai';
import type { Run } from '../../core/contract/run.ts';
import type { WorkflowInput } from '../../core/contract/workflow.ts';
import { workflowInput } from '../../core/contract/workflow.ts';
import { memoryScratch } from '../../core/dataset/scratch.ts';
import { evaluateCandidate } from '../../core/evaluation/evaluate-candidate.ts';
import { decidePromotion } from '../../core/registry/decide-promotion.ts';
import { failureEvent, toFailure } from '../../core/run/failure-events.ts';
import { prepareRun } from '../../core/run/prepare-run.ts';
import { recordFailure } from '../../core/run/record-failure.ts';
import { createRunRecord, readRunRecord } from '../../core/run/run-record.ts';
import { readText } from '../../core/store.ts';
import { pollTuning } from '../../core/tuning/poll-tuning.ts';
import type { Providers } from '../../core/tuning/provider.ts';
import { startTuning } from '../../core/tuning/start-tuning.ts';
import { storeResults } from '../../core/tuning/store-results.ts';
import type { TuningContext } from '../../core/tuning/tuning-context.ts';
import { createEngine } from '../../engine/engine.ts';
import { createFetchHost } from '../../services/prediction/fetch-host.ts';
import { embeddedCapabilities } from '../../services/training/embedded.ts';
import { createOpenAiTraining } from '../../services/training/openai-api.ts';
import { type Fault, faultyFetch } from './faulty-fetch.ts';
import { MemoryStore } from './memory-store.ts';
import { type TrainingDefinition, trainingDefinition } from './training-definition.ts';

const JOB_KEY = /^engine\/jobs\/[^/]+\.json$/;
const BASE_URL = 'http://engine.test/v1';

/** How one pass through the state machine went. */
export interface Passed {
  /** The states it came to, in order; repeated looks at the job are told once. */
  readonly states: string[];
  readonly run: Run;
  /** Jobs that the engine holds at the end. */
  readonly jobs: number;
}

/** Every state that any pass of this file's tests has come to. */
export const visitedStates = new Set<string>();

let synthesized: TrainingDefinition | undefined;

/** A store, an engine with planned faults, and the steps on the synthesized definition. No wait takes any time. */
export class TrainingWorkflow {
  readonly store = new MemoryStore();
  readonly #clock = () => new Date();
  readonly #seen: string[];
  readonly #acts = new Map<string, () => unknown>();
  #run = '';
  readonly #context: TuningContext;

  constructor(faults: Fault[] = []) {
    const engine = createEngine({
      store: this.store,
      clock: this.#clock,
      advanceOnRead: true,
      budgetMs: 60_000,
      softMs: 50,
    });
    const faulty = faultyFetch(engine.fetch, faults);
    const { seen } = faulty;
    const fetch = async (request: Request) => {
      const response = await faulty.fetch(request);
      await this.#act(`during ${request.method} ${new URL(request.url).pathname}`);
      return response;
    };
    this.#seen = seen;
    const client = new OpenAI({
      apiKey: 'test',
      baseURL: BASE_URL,
      maxRetries: 0,
      fetch: (url, init) => fetch(new Request(url, init)),
    });
    const training = createOpenAiTraining({
      name: 'embedded',
      capabilities: embeddedCapabilities,
      client,
    });
    const host = createFetchHost({
      name: 'embedded',
      baseUrl: BASE_URL,
      key: undefined,
      mostLogprobs: { chat: 1000, completion: 1000 },
      patienceMs: 5_000,
      fetch,
    });
    const providers: Providers = {
      defaults: { provider: 'embedded', baseUrl: '', baseModel: '' },
      training: async () => training,
      prediction: async () => host,
    };
    const deadline = new Date(Date.now() + 600_000);
    this.#context = { store: this.store, clock: this.#clock, providers, deadline };
  }

  /** Puts a file under `uploads/` and takes one run through the state machine, to its end. */
  async pass(run: string, file: string, body: string | Uint8Array, options: { force?: boolean } = {}): Promise<Passed> {
    this.#run = run;
    const key = `uploads/sports/${file}`;
    await this.store.write(key, body);
    const input: WorkflowInput = { run, classifier: 'sports', source: { key }, force: options.force ?? false };
    await createRunRecord(this.#context, { ...input, cause: 'upload', settings: 'test' });
    const states = await this.execute(input);
    const jobs = (await this.jobStatuses()).length;
    return { states, run: await readRunRecord(this.store, run), jobs };
  }

  /** Does something once, right before a function's next call. */
  before(folder: string, act: () => unknown): void {
    this.#acts.set(`before ${folder}`, act);
  }

  /** Does something once, when the engine has answered such a request and before the answer arrives. */
  during(request: string, act: () => unknown): void {
    this.#acts.set(`during ${request}`, act);
  }

  /** Tells record-failure of the present run's end, as EventBridge does. */
  told({ aborted }: { aborted: boolean }): Promise<Run> {
    return recordFailure(this.#context, { run: this.#run, error: 'Cancelled', cause: 'a test', aborted });
  }

  /** The statuses of all jobs that the engine holds. */
  async jobStatuses(): Promise<string[]> {
    const jobs = this.store.keys().filter((name) => JOB_KEY.test(name));
    return Promise.all(jobs.map(async (key) => JSON.parse((await readText(this.store, key)) ?? '{}').status));
  }

  /** Requests that reached the engine, as `METHOD /path`. */
  get requests(): readonly string[] {
    return this.#seen;
  }

  private async execute(input: WorkflowInput): Promise<string[]> {
    synthesized ??= trainingDefinition();
    const { definition, functionOf } = synthesized;
    const tasks = [...functionOf].map(([state, folder]) => [state, (task: unknown) => this.#invoke(folder, task)]);
    const execution = new StateMachine(definition, { validationOptions: { checkArn: false } }).run(input as never, {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(tasks),
        waitTimeOverrides: { 'Wait for tuning': 0 },
        retryIntervalOverrides: Object.fromEntries([...functionOf.keys()].map((state) => [state, 0])),
      },
    });
    const states: string[] = [];
    const reading = (async () => {
      for await (const event of execution.eventLogs) {
        if (event.type !== 'StateEntered') continue;
        visitedStates.add(event.state.name);
        if (!states.includes(event.state.name)) states.push(event.state.name);
      }
    })();
    await execution.result.catch(() => undefined);
    await reading;
    return states;
  }

  /** What a function answers, or throws in the form that its errors have on AWS. */
  async #invoke(folder: string, task: unknown): Promise<never> {
    const { Payload } = task as { Payload: unknown };
    const step = this.#steps[folder];
    if (!step) throw new Error(`no step is planned for ${folder}`);
    try {
      await this.#act(`before ${folder}`);
      return { StatusCode: 200, Payload: await step(Payload) } as never;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const told = new Error(JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] }));
      told.name = error.name;
      throw told;
    }
  }

  async #act(moment: string): Promise<void> {
    const act = this.#acts.get(moment);
    this.#acts.delete(moment);
    await act?.();
  }

  readonly #steps: Readonly<Record<string, (payload: unknown) => Promise<unknown>>> = {
    'prepare-dataset': (payload) =>
      prepareRun({ ...this.#context, scratch: memoryScratch }, workflowInput.parse(payload)),
    'start-tuning': (payload) => startTuning(this.#context, workflowInput.parse(payload)),
    'poll-tuning': (payload) => pollTuning(this.#context, workflowInput.parse(payload)),
    'store-results': (payload) => storeResults(this.#context, workflowInput.parse(payload)),
    'evaluate-candidate': (payload) => evaluateCandidate(this.#context, workflowInput.parse(payload)),
    'decide-promotion': (payload) => decidePromotion(this.#context, workflowInput.parse(payload)),
    'record-failure': (payload) => recordFailure(this.#context, toFailure(failureEvent.parse(payload))),
  };
}
