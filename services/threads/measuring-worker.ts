import { parentPort, workerData } from 'node:worker_threads';
import { Measurer } from '../../core/dataset/records/measure.ts';
import type { MeasuringRequest, MeasuringResult, MeasuringStart } from './measuring-messages.ts';

/** Measures the blocks that the main thread leaves in shared memory, and leaves the records there. */
const { plan, rooms }: MeasuringStart = workerData;
const measurer = new Measurer(plan);

parentPort?.on('message', ({ length, offset, room }: MeasuringRequest) => {
  const shared = rooms[room];
  if (!shared) throw new RangeError(`a worker with ${rooms.length} rooms was asked for room ${room}`);
  const { records, ...rest } = measurer.measure({ lines: Buffer.from(shared.lines, 0, length), offset });
  const fits = records.length <= shared.records.byteLength;
  if (fits) records.copy(Buffer.from(shared.records));
  const result: MeasuringResult = { ...rest, length: records.length, overflow: fits ? null : Uint8Array.from(records) };
  parentPort?.postMessage(result);
});
