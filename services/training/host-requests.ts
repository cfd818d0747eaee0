import type OpenAI from 'openai';
import type { z } from 'zod';
import type { ProviderName } from '../../core/contract/names.ts';
import { isLabelsmithError, LabelsmithError } from '../../core/errors.ts';
import { translateError } from './translate-error.ts';
import { laxPageAnswer, pageAnswer } from './wire-answers.ts';

/** What every request is sent with: the end of its patience, which holds for the answer's last byte as well. */
export interface RequestLimits {
  readonly signal?: AbortSignal;
  readonly timeout?: number;
  readonly maxRetries: 0;
}

/** Entries asked for in one page. */
const PAGE = 100;

export interface HostRequestsOptions {
  readonly name: ProviderName;
  readonly client: OpenAI;
  /** For one request, in ms. @default none: whoever answers in this process needs no patience */
  readonly patienceMs?: number;
  /** Called when the host does not accept the key. Where it is given, the request is made once more with the key as it is then. */
  readonly forgetKey?: () => void;
}

/** How a host is asked: each answer is checked against what it should be, each fault told in our words. */
export class HostRequests {
  readonly #options: HostRequestsOptions;

  constructor(options: HostRequestsOptions) {
    this.#options = options;
  }

  /**
   * Makes one request and reads its answer.
   * @param extraMs patience beyond the usual, for large bodies
   * @throws LabelsmithError as {@link translateError}; `ProviderUnavailable` for an answer that does not fit
   */
  async ask<S extends z.ZodType>(
    schema: S,
    call: (limits: RequestLimits) => Promise<unknown>,
    extraMs = 0,
  ): Promise<z.output<S>> {
    const answer = await this.#askTwice(call, extraMs);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new LabelsmithError(
      'ProviderUnavailable',
      `provider ${this.#options.name} answered something else than it was asked for`,
      'Wait: the workflow tries again.',
    );
  }

  /**
   * Every entry of a list, page by page, in the host's order.
   * @param lax null for a list means that there is none
   * @throws LabelsmithError `ProviderRefused` when the pages turn in circles
   */
  async *list<S extends z.ZodType>(path: string, schema: S, lax = false): AsyncGenerator<z.output<S>> {
    const { client, name } = this.#options;
    const seen = new Set<string>();
    for (let after: string | undefined; ; ) {
      const query = { limit: PAGE, ...(after !== undefined && { after }) };
      const page = await this.ask(lax ? laxPageAnswer : pageAnswer, (limits) => client.get(path, { query, ...limits }));
      for (const entry of page.data) {
        const parsed = schema.safeParse(entry);
        if (parsed.success) yield parsed.data;
        else if (!lax) throw unreadable(name);
      }
      after = idOf(page.data.at(-1));
      if (!page.has_more) return;
      // More is said to follow, and nobody can ask for it: an incomplete list must not pass for a whole one.
      if (after === undefined) {
        if (lax) return;
        throw unreadable(name);
      }
      if (seen.has(after)) throw inCircles(name);
      seen.add(after);
    }
  }

  /** A key that was replaced is read anew, once: a request that was not let in has done nothing. */
  async #askTwice(call: (limits: RequestLimits) => Promise<unknown>, extraMs: number): Promise<unknown> {
    const { forgetKey } = this.#options;
    try {
      return await this.#askOnce(call, extraMs);
    } catch (error) {
      if (!forgetKey || !isLabelsmithError(error, 'KeyRefused')) throw error;
      forgetKey();
      return this.#askOnce(call, extraMs);
    }
  }

  async #askOnce(call: (limits: RequestLimits) => Promise<unknown>, extraMs: number): Promise<unknown> {
    const limits = this.#limits(extraMs);
    try {
      return await call(limits);
    } catch (error) {
      throw translateError(this.#options.name, error);
    }
  }

  #limits(extraMs: number): RequestLimits {
    const { patienceMs } = this.#options;
    if (patienceMs === undefined) return { maxRetries: 0 };
    const timeout = patienceMs + Math.ceil(extraMs);
    return { timeout, signal: AbortSignal.timeout(timeout), maxRetries: 0 };
  }
}

const idOf = (entry: unknown): string | undefined =>
  typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string' ? entry.id : undefined;

const unreadable = (name: ProviderName) =>
  new LabelsmithError('ProviderUnavailable', `provider ${name} lists something that cannot be read`, 'Wait.');

const inCircles = (name: ProviderName) =>
  new LabelsmithError('ProviderRefused', `provider ${name} answers with the same page again and again`, 'Report it.');
