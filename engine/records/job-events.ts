import type { EventRecord, JobRecord } from './job-record.ts';

/** What a new event needs to be told. */
export interface NewEvent {
  readonly message: string;
  readonly level?: EventRecord['level'];
  readonly type?: EventRecord['type'];
  readonly data?: Record<string, number>;
}

/** The job with one more event, which gets the next number. */
export function withEvent(job: JobRecord, at: Date, event: NewEvent): JobRecord {
  const { message, level = 'info', type = 'message', data = null } = event;
  const id = `ftevent-${job.id.slice('ftjob-'.length)}-${job.events.length + 1}`;
  return { ...job, events: [...job.events, { id, at: at.toISOString(), level, type, message, data }] };
}
