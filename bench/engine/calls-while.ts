import type OpenAI from 'openai';
import { figure } from '../markdown.ts';

interface Calling {
  readonly client: OpenAI;
  readonly model: string;
  readonly texts: readonly string[];
  /** Calls under way at any time. */
  readonly atOnce: number;
  /** Calls are made for as long as this is not settled. */
  readonly until: Promise<unknown>;
}

/** How calls went. */
export interface Calls {
  readonly failed: number;
  readonly seconds: number;
  /** Of those that were answered, rising, in ms. */
  readonly times: readonly number[];
  /** Calls, failed, a second, and median, 99th percentile and longest in ms. */
  cells(): string[];
}

/** Asks for a text's label again and again, so many at once, while something else goes on. */
export async function callWhile({ client, model, texts, atOnce, until }: Calling): Promise<Calls> {
  let over = false;
  const ending = until.finally(() => {
    over = true;
  });
  const times: number[] = [];
  let failed = 0;
  let next = 0;
  const started = performance.now();
  const callers = Array.from({ length: atOnce }, async () => {
    while (!over) {
      const content = texts[next % texts.length] ?? '';
      next += 1;
      const asked = performance.now();
      try {
        await client.chat.completions.create({
          model,
          messages: [{ role: 'user', content }],
          logprobs: true,
          top_logprobs: 2,
        });
        times.push(performance.now() - asked);
      } catch {
        failed += 1;
      }
    }
  });
  await Promise.all([...callers, ending]);
  const seconds = (performance.now() - started) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number) => figure(times[Math.min(Math.floor(times.length * share), times.length - 1)], 0);
  const cells = () => [
    figure(times.length + failed),
    figure(failed),
    figure(times.length / seconds),
    at(0.5),
    at(0.99),
    at(1),
  ];
  return { failed, seconds, times, cells };
}
