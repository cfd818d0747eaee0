import { Logger } from '@aws-lambda-powertools/logger';
import { METRICS_SERVICE } from '../core/contract/service-metrics.ts';
import { faultForLog } from '../core/fault-for-log.ts';

/** What a function writes down: JSON lines, and of an error only what may be written of one (`faultForLog`). */
export interface ServiceLog {
  warn(message: string, about: object): void;
  error(message: string, error: unknown, about?: object): void;
}

/** Its logger is made when there is something to write: most processes never have anything, and it takes as long as an answer. */
export function createServiceLog(): ServiceLog {
  let made: Logger | undefined;
  const logger = () => {
    made ??= new Logger({ serviceName: METRICS_SERVICE });
    return made;
  };
  return {
    warn: (message, about) => logger().warn(message, { about }),
    error: (message, error, about) => logger().error(message, { fault: faultForLog(error), ...(about && { about }) }),
  };
}
