import { Worker } from 'node:worker_threads';
import {
  type MeasureBlocks,
  type MeasuredBlock,
  Measurer,
  measureHere,
  type RowBlock,
} from '../../core/dataset/records/measure.ts';
import type { MeasuringPlan } from '../../core/dataset/records/measuring-plan.ts';
import type { MeasuringRequest, MeasuringResult, MeasuringStart, SharedRoom } from './measuring-messages.ts';

/** Rooms for each worker: one that it works on and one that waits, so that it never does. */
const ROOMS_A_WORKER = 2;
/** Blocks that this thread measures ahead of their turn. */
const MEASURERS_HERE = 2;
/** Blocks are half a megabyte; longer ones have a line of their own that is longer, and are measured here. */
const LINES_BYTES = 512 * 1024;
/** Records add a head to each text; where the texts are so short that this is not enough, they are sent as a copy. */
const RECORDS_BYTES = 1024 * 1024;
/** Files under this many blocks are measured before a worker would have started. */
const LEAST_BLOCKS = 8;
/** Strings live for one row: a small young generation keeps them in the processor's cache and the memory small. */
const YOUNG_GENERATION_MB = 16;

type LineBlock = Extract<RowBlock, { lines: Buffer }>;

/**
 * Measures blocks of lines on several threads, this one being one of them; small files, and formats without lines, on
 * this one alone.
 */
export function measuringWorkers(threads: number): MeasureBlocks {
  if (threads < 2) return measureHere;
  return async function* (blocks, plan) {
    const here = new Measurer(plan);
    const waiting: LineBlock[] = [];
    let pool: Pool | undefined;
    const iterator = blocks[Symbol.asyncIterator]();
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        const block = next.value;
        if (!('lines' in block)) {
          yield here.measure(block);
          continue;
        }
        if (!pool) {
          waiting.push({ lines: Buffer.from(block.lines), offset: block.offset });
          if (waiting.length < LEAST_BLOCKS) continue;
          pool = new Pool(threads - 1, plan);
          for (const held of waiting.splice(0)) yield* pool.measure(held);
          continue;
        }
        yield* pool.measure(block);
      }
      for (const block of waiting) yield here.measure(block);
      if (pool) yield* pool.finish();
    } finally {
      await iterator.return?.();
      await pool?.close();
    }
  };
}

interface Slot {
  readonly thread: MeasuringThread;
  /** Which of the thread's rooms. */
  readonly room: number;
}

/** A block that was handed out. */
interface Pending {
  result(): Promise<MeasuredBlock>;
  /** Called when the result has been used. */
  free(): void;
}

/** Some threads with their rooms, and this thread when all rooms are taken. Results come in the order of the blocks. */
class Pool {
  readonly #threads: readonly MeasuringThread[];
  readonly #rooms: Slot[] = [];
  readonly #here: Measurer[];
  readonly #pending: Pending[] = [];

  constructor(threads: number, plan: MeasuringPlan) {
    this.#threads = Array.from({ length: threads }, () => new MeasuringThread(plan));
    this.#here = Array.from({ length: MEASURERS_HERE }, () => new Measurer(plan));
    for (let room = 0; room < ROOMS_A_WORKER; room += 1) {
      for (const thread of this.#threads) this.#rooms.push({ thread, room });
    }
  }

  /** Hands the block out, and gives back the oldest result when nobody is free. */
  async *measure(block: LineBlock): AsyncGenerator<MeasuredBlock> {
    if (this.#rooms.length === 0 && this.#here.length === 0) yield* this.#takeOldest();
    const slot = block.lines.length > LINES_BYTES ? undefined : this.#rooms.shift();
    if (slot) {
      const asked = slot.thread.measure(slot.room, block);
      this.#pending.push({
        result: () => asked.then((result) => readRoom(slot, result)),
        free: () => this.#rooms.push(slot),
      });
      return;
    }
    if (this.#here.length === 0) yield* this.#takeOldestHere();
    const measurer = this.#here.shift();
    if (!measurer) return;
    const measured = measurer.measure(block);
    this.#pending.push({ result: () => Promise.resolve(measured), free: () => this.#here.push(measurer) });
  }

  async *finish(): AsyncGenerator<MeasuredBlock> {
    while (this.#pending.length > 0) yield* this.#takeOldest();
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  async *#takeOldestHere(): AsyncGenerator<MeasuredBlock> {
    while (this.#here.length === 0) yield* this.#takeOldest();
  }

  async *#takeOldest(): AsyncGenerator<MeasuredBlock> {
    const oldest = this.#pending.shift();
    if (!oldest) return;
    yield await oldest.result();
    oldest.free();
  }
}

function readRoom({ room, thread }: Slot, { length, overflow, ...rest }: MeasuringResult): MeasuredBlock {
  return { ...rest, records: overflow ? Buffer.from(overflow.buffer) : thread.records(room, length) };
}

/** One worker. Its answers come in the order of its questions. */
class MeasuringThread {
  readonly #worker: Worker;
  readonly #rooms = Array.from({ length: ROOMS_A_WORKER }, makeRoom);
  readonly #asked: PromiseWithResolvers<MeasuringResult>[] = [];

  constructor(plan: MeasuringPlan) {
    const start: MeasuringStart = { plan, rooms: this.#rooms };
    this.#worker = new Worker(new URL('./measuring-worker.ts', import.meta.url), {
      workerData: start,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#worker.on('message', (result: MeasuringResult) => this.#asked.shift()?.resolve(result));
    this.#worker.on('error', (error) => {
      for (const asked of this.#asked.splice(0)) asked.reject(error);
    });
  }

  /** The records that the worker left in a room. */
  records(room: number, length: number): Buffer {
    return Buffer.from(this.#rooms[room]?.records ?? new ArrayBuffer(0), 0, length);
  }

  measure(room: number, { lines, offset }: LineBlock): Promise<MeasuringResult> {
    Buffer.from(this.#rooms[room]?.lines ?? new ArrayBuffer(0)).set(lines);
    const request: MeasuringRequest = { room, length: lines.length, offset };
    const asked = Promise.withResolvers<MeasuringResult>();
    // Whoever waits for the block sees a failure; nobody does when the reading ends early.
    asked.promise.catch(() => undefined);
    this.#asked.push(asked);
    this.#worker.postMessage(request);
    return asked.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

const makeRoom = (): SharedRoom => ({
  lines: new SharedArrayBuffer(LINES_BYTES),
  records: new SharedArrayBuffer(RECORDS_BYTES),
});
