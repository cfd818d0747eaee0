import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Work, Workers } from '../../core/learner/work.ts';

/** The learner's work is bound by memory as much as by processors: more threads than this gain little. */
const MOST_THREADS = 8;
/** A thread that has had nothing to do for so long, in ms, ends: it holds some 20 MB. */
const IDLE_MS = 10_000;
/** Beside this file, in whichever form it runs: TypeScript in the project, a bundle where it is deployed. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './learner-thread.ts' : './learner-thread.mjs',
  import.meta.url,
);

/** Threads that do the learner's work, so that this one stays free to answer. */
export interface LearnerThreads {
  readonly workers: Workers;
  /** Ends the threads. Work under way fails. */
  close(): Promise<void>;
}

/**
 * Starts threads as there is work for them and ends those that have none. A thread that dies fails its piece of work, and
 * another takes its place for the next.
 * @param most threads at a time. @default one for each processor
 * @param idleMs after which a thread without work ends, in ms
 */
export function learnerThreads(
  most = Math.min(availableParallelism(), MOST_THREADS),
  idleMs = IDLE_MS,
): LearnerThreads {
  const threads = new Set<LearnerThread>();
  const idle: LearnerThread[] = [];
  const waiting: { piece: Work; asked: PromiseWithResolvers<unknown> }[] = [];

  const handOut = (): void => {
    while (waiting.length > 0) {
      const thread = idle.pop() ?? (threads.size < most ? startThread() : undefined);
      const next = thread && waiting.shift();
      if (!next) return;
      thread.take(next.piece, next.asked);
    }
  };
  const startThread = (): LearnerThread => {
    const events = {
      onFree: () => {
        idle.push(thread);
        handOut();
      },
      onEnd: () => {
        threads.delete(thread);
        const place = idle.indexOf(thread);
        if (place >= 0) idle.splice(place, 1);
        handOut();
      },
    };
    const thread = new LearnerThread(events, idleMs);
    threads.add(thread);
    return thread;
  };
  const ask = (piece: Work): Promise<unknown> => {
    const asked = Promise.withResolvers<unknown>();
    waiting.push({ piece, asked });
    return asked.promise;
  };
  const workers = async (pieces: readonly Work[]) => {
    const answers = pieces.map(ask);
    handOut();
    return Promise.all(answers);
  };
  return {
    // What a thread sends back is what `doWork` gives for the piece: the map of kinds to results is kept there.
    workers: workers as Workers,
    async close() {
      for (const { asked } of waiting.splice(0)) asked.reject(new Error('the learner’s threads were closed'));
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

interface ThreadEvents {
  /** The thread has answered and can take the next piece. */
  onFree(): void;
  /** It takes no more work: it has ended, or is about to. May be told twice. */
  onEnd(): void;
}

/** One thread, which does one piece at a time. */
class LearnerThread {
  readonly #worker = new Worker(THREAD, { execArgv: [] });
  #asked: PromiseWithResolvers<unknown> | undefined;
  #rest: NodeJS.Timeout | undefined;

  constructor({ onFree, onEnd }: ThreadEvents, idleMs: number) {
    this.#worker.on('message', (answer) => {
      const asked = this.#asked;
      this.#asked = undefined;
      this.#worker.unref();
      this.#rest = setTimeout(() => {
        // From now on it takes nothing more: work that came while it ends would fail with it.
        onEnd();
        void this.end();
      }, idleMs).unref();
      asked?.resolve(answer);
      onFree();
    });
    this.#worker.on('error', (error) => this.#asked?.reject(error));
    this.#worker.on('exit', () => {
      clearTimeout(this.#rest);
      this.#asked?.reject(new Error('a thread of the learner ended before its work was done'));
      onEnd();
    });
  }

  /** A process waits for a thread at work, and not for one that rests. */
  take(piece: Work, asked: PromiseWithResolvers<unknown>): void {
    clearTimeout(this.#rest);
    this.#asked = asked;
    this.#worker.ref();
    this.#worker.postMessage(piece);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
