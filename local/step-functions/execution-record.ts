import { z } from 'zod';

export const executionStatus = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);

/** One event in the form of `GetExecutionHistory`, with its details beside; times are milliseconds since 1970. */
const historyEvent = z.looseObject({
  id: z.int(),
  previousEventId: z.int(),
  type: z.string(),
  timestamp: z.number(),
});
export type HistoryEvent = z.infer<typeof historyEvent>;

/** How an execution ended. `output` is JSON text. */
const executionEnd = z.object({
  status: executionStatus.exclude(['RUNNING']),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export type ExecutionEnd = z.infer<typeof executionEnd>;

/** One execution as it is kept on disk. */
export const executionRecord = z.object({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: executionStatus,
  /** JSON text, as it was given. */
  input: z.string(),
  /** Milliseconds since 1970. */
  startDate: z.number(),
  stopDate: z.number().optional(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  history: z.array(historyEvent),
});
export type ExecutionRecord = z.infer<typeof executionRecord>;
