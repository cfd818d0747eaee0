import type { MeasuredBlock } from '../../core/dataset/records/measure.ts';
import type { MeasuringPlan } from '../../core/dataset/records/measuring-plan.ts';

/** Memory that both threads see: a block's lines on the way there, its records on the way back. */
export interface SharedRoom {
  readonly lines: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
}

/** What a worker is started with. */
export interface MeasuringStart {
  readonly plan: MeasuringPlan;
  readonly rooms: readonly SharedRoom[];
}

export interface MeasuringRequest {
  /** Which of the worker's rooms. */
  readonly room: number;
  /** Bytes of lines in the room. */
  readonly length: number;
  /** Where in the file they begin. */
  readonly offset: number;
}

export interface MeasuringResult extends Omit<MeasuredBlock, 'records'> {
  /** Bytes of records in the room. */
  readonly length: number;
  /** The records themselves, where the room is too small for them. */
  readonly overflow: Uint8Array | null;
}
