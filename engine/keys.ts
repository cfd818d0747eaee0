import { createHash, randomBytes } from 'node:crypto';
import { ENGINE_MODELS_PREFIX, ENGINE_PREFIX } from '../core/contract/keys.ts';
import { GROUP_SIZE } from '../core/learner/training/machines.ts';

/** Where the engine's state lies, and what its ids look like. An id of another form has no key: it cannot name anything. */
export const FILES_PREFIX = `${ENGINE_PREFIX}files/`;
export const JOBS_PREFIX = `${ENGINE_PREFIX}jobs/`;
export const MODELS_PREFIX = ENGINE_MODELS_PREFIX;
export const BATCHES_PREFIX = `${ENGINE_PREFIX}batches/`;
export const WEBHOOKS_PREFIX = `${ENGINE_PREFIX}webhooks/`;

const FILE_ID = /^file-[0-9a-f]{24}$/;
const JOB_ID = /^ftjob-[0-9a-f]{24}$/;
const BATCH_ID = /^batch_[0-9a-f]{24}$/;
const MODEL_ID = /^ft:[A-Za-z0-9.-]{1,80}:labelsmith:[A-Za-z0-9.-]{0,64}:[0-9a-f]{8}(:ckpt-step-[0-9]{1,10})?$/;

export const isFileId = (id: string): boolean => FILE_ID.test(id);
export const isJobId = (id: string): boolean => JOB_ID.test(id);
export const isBatchId = (id: string): boolean => BATCH_ID.test(id);
export const isModelId = (id: string): boolean => MODEL_ID.test(id);

const CALIBRATION = '.calibration.json';

export const fileKey = (id: string) => `${FILES_PREFIX}${id}.json`;
export const fileContentKey = (id: string) => `${FILES_PREFIX}${id}.content`;
export const jobKey = (id: string) => `${JOBS_PREFIX}${id}.json`;
/** What training goes on from after an epoch; what was written with machines in groups of another size is of no use. */
export const jobStateKey = (id: string, epoch: number) => `${JOBS_PREFIX}${id}.by-${GROUP_SIZE}.epoch-${epoch}.bin`;
/** A job's answers out of fold, from its first step until they are published with its model. */
export const jobCalibrationKey = (id: string) => `${JOBS_PREFIX}${id}${CALIBRATION}`;
export const batchKey = (id: string) => `${BATCHES_PREFIX}${id}.json`;
/** Answers to some of a batch's requests; parts are numbered from 0. */
export const batchPartKey = (id: string, part: number) => `${BATCHES_PREFIX}${id}.part-${part}.json`;
/** What one endpoint is still to be told. */
export const announcementKey = (event: string, endpoint: string) => `${WEBHOOKS_PREFIX}${event}.${endpoint}.json`;
/** Colons are awkward in keys, and no id of ours has an underscore. */
export const modelKey = (id: string) => `${MODELS_PREFIX}${id.replaceAll(':', '__')}.json`;
export const modelWeightsKey = (id: string) => `${MODELS_PREFIX}${id.replaceAll(':', '__')}.bin`;
export const modelCalibrationKey = (id: string) => `${MODELS_PREFIX}${id.replaceAll(':', '__')}${CALIBRATION}`;
/** Whether a key is that of a model's record, and not of what lies beside it. */
export const isModelKey = (key: string): boolean => key.endsWith('.json') && !key.endsWith(CALIBRATION);

/** The first `length` hexadecimal digits of the SHA-256 of the parts. */
export function digest(length: number, ...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length);
}

/** 24 hexadecimal digits that nobody can guess and nobody else has. */
export const randomDigits = (): string => randomBytes(12).toString('hex');
