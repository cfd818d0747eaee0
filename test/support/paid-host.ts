import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type HostAnswer, type HostFault, PlannedFaults, refusal, send, sendBadly } from './host-faults.ts';

/** What differs from host to host. */
export interface HostWays {
  /** Whether jobs are listed; a number is the status that refuses it. @default true */
  listsJobs: true | number;
  /** @default true */
  listsFiles: true | number;
  /** Whether a job keeps the metadata that it was created with. @default true */
  keepsMetadata: boolean;
  /** Names in a job's request that are refused. @default none */
  refuses: readonly string[];
  /** Keys that are let in; undefined: any. */
  keys: readonly string[] | undefined;
  /** Base models, with the day on which they go out of service. @default `base`, with none */
  models: Record<string, string | null>;
  /** What a tuned model answers to a prompt. @default nothing */
  answer: (prompt: string, model: string) => string;
  /** In milliseconds since 1970. @default the system's clock */
  now: () => number;
}

/** A job as the host has it; a test moves it on by writing to it. */
export interface HostJob {
  readonly id: string;
  status: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly [extra: string]: unknown;
  fine_tuned_model: string | null;
  result_files: string[] | null;
  error: unknown;
  events: object[];
  checkpoints: object[];
}

interface HostFile {
  readonly id: string;
  readonly filename: string;
  readonly created_at: number;
  content: string;
}

/**
 * A fine-tuning host that is paid by the job: an HTTP server that speaks OpenAI's API, takes every create for a new job,
 * and trains nothing. Faults are planned by request; jobs move on when a test says so.
 */
export class PaidHost {
  readonly jobs: HostJob[] = [];
  readonly files = new Map<string, HostFile>();
  /** Every request that came in, as `METHOD /path`. */
  readonly requests: string[] = [];
  /** When each of them came, in ms since 1970. */
  readonly requestedAt: number[] = [];
  readonly deletedModels: string[] = [];
  readonly ways: HostWays;
  readonly faults = new PlannedFaults();
  readonly #server: Server;
  #made = 0;

  constructor(ways: Partial<HostWays> = {}) {
    this.ways = {
      listsJobs: true,
      listsFiles: true,
      keepsMetadata: true,
      refuses: [],
      keys: undefined,
      models: { base: null },
      answer: () => '',
      // Asked anew each time: a calendar that a test begins later holds for the host, too.
      now: () => Date.now(),
      ...ways,
    };
    this.#server = createServer((request, response) => {
      request.on('error', () => undefined);
      void this.#answer(request).then(
        ({ right, fault }) => (fault ? sendBadly(request, response, fault.end, right) : send(response, right)),
        // The client has gone: there is nobody to answer.
        () => response.destroy(),
      );
    });
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get baseUrl(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('the host was not started');
    return `http://127.0.0.1:${address.port}/v1`;
  }

  /** Ends a job well: with a model, and with a result file of this content. */
  succeed(job: HostJob, results = 'step,train_loss,valid_loss\n1,0.5,0.6\n2,0.4,0.5\n'): void {
    job.status = 'succeeded';
    job.fine_tuned_model = `ft:${job.id}`;
    job.result_files = [this.addFile('results.csv', results)];
  }

  addFile(filename: string, content: string): string {
    const id = `file-${this.#nextNumber()}`;
    this.files.set(id, { id, filename, created_at: this.#seconds(), content });
    return id;
  }

  /** Jobs that still cost something. */
  get goingOn(): HostJob[] {
    return this.jobs.filter(({ status }) => !['succeeded', 'failed', 'cancelled'].includes(status));
  }

  async #answer(request: IncomingMessage): Promise<{ right: HostAnswer; fault: HostFault | undefined }> {
    const url = new URL(request.url ?? '/', 'http://host');
    const asked = `${request.method} ${url.pathname}`;
    this.requests.push(asked);
    this.requestedAt.push(this.ways.now());
    const fault = this.faults.due(asked);
    if (fault && fault.moment !== 'after') return { right: { status: 200, body: {} }, fault };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const key = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (this.ways.keys && !this.ways.keys.includes(key)) return { right: refusal(401, 'invalid_api_key'), fault };
    const type = request.headers['content-type'] ?? '';
    return {
      right: await this.#route(asked, url, new Response(Buffer.concat(chunks), { headers: { 'content-type': type } })),
      fault,
    };
  }

  async #route(asked: string, url: URL, body: Response): Promise<HostAnswer> {
    const [method = '', path = ''] = asked.split(' ');
    const [kind = '', id = '', part = ''] = path.replace('/v1/', '').replace('fine_tuning/jobs', 'jobs').split('/');
    if (kind === 'jobs') {
      if (method === 'POST' && !id) return this.#createJob(await body.json());
      if (!id) return this.#list(this.ways.listsJobs, this.jobs.map(wireJob).reverse(), url);
      const job = this.jobs.find((one) => one.id === id);
      if (!job) return refusal(404, 'not_found');
      if (part === 'cancel') return cancelJob(job);
      if (part === 'events') return page(job.events.toReversed(), url);
      if (part === 'checkpoints') return page(job.checkpoints, url);
      return ok(wireJob(job));
    }
    if (kind === 'files') {
      if (method === 'POST') return this.#upload(await body.formData());
      if (!id) return this.#list(this.ways.listsFiles, [...this.files.values()].map(wireFile).reverse(), url);
      const file = this.files.get(id);
      if (!file) return refusal(404, 'not_found');
      if (part === 'content') return { status: 200, body: file.content, headers: { 'content-type': 'text/csv' } };
      if (method === 'DELETE') this.files.delete(id);
      return ok(wireFile(file));
    }
    if (kind === 'models' && method === 'DELETE') {
      this.deletedModels.push(decodeURIComponent(id));
      return ok({ id, deleted: true });
    }
    if (kind === 'models' && id in this.ways.models) {
      return ok({ id, object: 'model', created: 1, owned_by: 'host', shutdown_date: this.ways.models[id] ?? null });
    }
    if (path === '/v1/chat/completions') return this.#complete(await body.json());
    return refusal(404, 'not_found');
  }

  async #upload(form: FormData): Promise<HostAnswer> {
    const file = form.get('file');
    if (!(file instanceof File)) return refusal(400, 'no_file');
    const id = this.addFile(file.name, await file.text());
    return ok(wireFile(this.files.get(id) as HostFile));
  }

  #createJob(request: Record<string, unknown>): HostAnswer {
    const refused = this.ways.refuses.find((name) => name in request);
    if (refused) return refusal(400, 'unknown_parameter', `Unknown parameter: '${refused}'.`, refused);
    if (!this.files.has(String(request['training_file']))) return refusal(400, 'invalid_file');
    const job: HostJob = {
      id: `job-${this.#nextNumber()}`,
      object: 'fine_tuning.job',
      created_at: this.#seconds(),
      status: 'validating_files',
      model: request['model'],
      training_file: request['training_file'],
      validation_file: request['validation_file'] ?? null,
      ...(this.ways.keepsMetadata && { metadata: request['metadata'] }),
      request,
      fine_tuned_model: null,
      result_files: [],
      error: null,
      events: [],
      checkpoints: [],
    };
    this.jobs.push(job);
    return ok(wireJob(job));
  }

  #complete(request: { model: string; messages: { role: string; content: string }[] }): HostAnswer {
    const prompt = request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const content = this.ways.answer(prompt, request.model);
    const top = { token: content, logprob: -0.01, bytes: null };
    const logprobs = { content: [{ ...top, top_logprobs: [top] }], refusal: null };
    return ok({
      id: 'chat-1',
      object: 'chat.completion',
      created: this.#seconds(),
      model: request.model,
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content }, logprobs }],
    });
  }

  #list(allowed: true | number, items: readonly { readonly id: string }[], url: URL): HostAnswer {
    return allowed === true ? page(items, url) : refusal(allowed, null, 'there is no list');
  }

  #seconds = () => Math.floor(this.ways.now() / 1000);
  #nextNumber = () => {
    this.#made += 1;
    return this.#made;
  };
}

const ok = (body: object): HostAnswer => ({ status: 200, body });

/** What the host tells of a job: all but what this test support keeps beside it. */
function wireJob({ request: _request, events: _events, checkpoints: _checkpoints, ...job }: HostJob) {
  return job as { readonly id: string };
}

const wireFile = ({ content, ...file }: HostFile) => ({
  ...file,
  object: 'file',
  bytes: content.length,
  purpose: 'fine-tune',
  status: 'processed',
});

function cancelJob(job: HostJob): HostAnswer {
  if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return refusal(400, 'invalid_cancel');
  job.status = 'cancelled';
  return ok(wireJob(job));
}

/** One page of a list, from behind the item that the client had last. */
function page(items: readonly object[], url: URL): HostAnswer {
  const limit = Number(url.searchParams.get('limit') ?? 20);
  const after = url.searchParams.get('after');
  const from = after === null ? 0 : items.findIndex((item) => 'id' in item && item.id === after) + 1;
  return ok({ object: 'list', data: items.slice(from, from + limit), has_more: from + limit < items.length });
}
