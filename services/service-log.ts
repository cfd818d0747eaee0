import { Logger } from '@aws-lambda-powertools/logger';
import { METRICS_SERVICE } from '../core/contract/service-metrics.ts';
import { faultForLog } from '../core/fault-for-log.ts';

/** What a function writes down: JSON lines, and of an error only what may be written of one (`faultForLog`). */
export interface ServiceLog {
  warn(message: string, about: object): void;
  error(message: string, error: unknown, about?: object): void;
}

/** Writes down what went wrong without stopping anything; for who does not log otherwise, so that the logger is made then. */
export const logFault = (what: string, fault: unknown, about: object): void =>
  createServiceLog().error(what, fault, about);

export function createServiceLog(): ServiceLog {
  const logger = new Logger({ serviceName: METRICS_SERVICE });
  return {
    warn: (message, about) => logger.warn(message, { about }),
    error: (message, error, about) => logger.error(message, { fault: faultForLog(error), ...(about && { about }) }),
  };
}
