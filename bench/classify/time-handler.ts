/**
 * Times the deployed handler in a process of its own, as Lambda runs it; forked by `own-time.ts`, which tells what to do and is told
 * the times.
 */
import { readFileSync } from 'node:fs';
import { predict } from '../../core/learner/model/model.ts';
import { decodeModel } from '../../core/learner/model/model-file.ts';
import { median } from '../measure.ts';

export interface Timing {
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  /** One a request. */
  readonly events: readonly object[];
  readonly atOnce: number;
  /** Requests that come first and do not count: the process is warm then. */
  readonly warmUp: number;
  /** A model that answers the same texts alone, after each request; undefined where another host does. */
  readonly alone: { readonly file: string; readonly texts: readonly string[] } | undefined;
}

/** In ms, in the order of the events, without those that do not count. */
export interface Times {
  readonly handler: readonly number[];
  /** Of the model alone; empty where there is none. */
  readonly model: readonly number[];
  /** Processor time of one request, the model alone taken off. */
  readonly ownCpuMs: number;
}

type Handler = (event: object, context: object) => Promise<{ statusCode: number; body: string }>;

process.once('message', async (timing: Timing) => {
  Object.assign(process.env, timing.environment);
  const { handler } = (await import(timing.bundle)) as { handler: Handler };
  const times = await timeAll(handler, timing);
  // The handler keeps its connections open for requests that do not come any more.
  process.send?.(times, () => process.exit(0));
});

async function timeAll(handler: Handler, { events, atOnce, warmUp, alone }: Timing): Promise<Times> {
  const model = alone && decodeModel(readFileSync(alone.file));
  const [handlerMs, modelMs]: [number[], number[]] = [[], []];
  let next = 0;
  let began = process.cpuUsage();
  const ask = async () => {
    while (next < events.length) {
      const place = next;
      next += 1;
      if (place === warmUp) began = process.cpuUsage();
      const asked = performance.now();
      const { statusCode, body } = await handler(events[place] ?? {}, { getRemainingTimeInMillis: () => 25_000 });
      handlerMs[place] = performance.now() - asked;
      if (statusCode !== 200) throw new Error(`the handler answered ${statusCode}: ${body}`);
      if (!model) continue;
      const alone = performance.now();
      predict(model, textOf(place));
      modelMs[place] = performance.now() - alone;
    }
  };
  const textOf = (place: number) => alone?.texts[place] ?? '';
  await Promise.all(Array.from({ length: atOnce }, ask));
  const { user, system } = process.cpuUsage(began);
  const [counted, modelAlone] = [handlerMs.slice(warmUp), modelMs.slice(warmUp)];
  // The model was asked twice: in the handler, and alone. Its mean would count what a busy machine made it wait.
  const modelTotal = 2 * (median(modelAlone) ?? 0) * modelAlone.length;
  return {
    handler: counted,
    model: modelAlone,
    ownCpuMs: ((user + system) / 1_000 - modelTotal) / counted.length,
  };
}
