import type { EngineContext } from '../engine-context.ts';
import type { BatchRecord } from '../records/batch-record.ts';

/** What batches are answered with. */
export interface BatchContext extends EngineContext {
  /** Answers one request as the engine answers it over HTTP. Never throws. */
  readonly answer: (request: Request) => Promise<Response>;
  /** Called when a client reads a batch: answers on, where polling is what does the work; else it only reads. */
  readonly lookAtBatch: (id: string) => Promise<BatchRecord | undefined>;
}
