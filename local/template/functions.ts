import { z } from 'zod';
import type { ResolvedStack } from './resolved-stack.ts';

/** One Lambda function as the template has it. */
export interface FunctionView {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** `<file without extension>.<export>`. */
  readonly handler: string;
  /** Absolute path of the unpacked bundle. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Invocations at once that the template allows, or undefined when it does not say. */
  readonly reservedConcurrency: number | undefined;
}

/** Lambda's own defaults. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

const properties = z.object({
  Handler: z.string(),
  Runtime: z.string().startsWith('nodejs', 'only Node.js functions run locally'),
  Code: z.object({ S3Key: z.string('only code from an asset runs locally') }),
  Timeout: z.coerce.number().default(DEFAULT_TIMEOUT_SECONDS),
  MemorySize: z.coerce.number().default(DEFAULT_MEMORY_MB),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
});

/** @throws Error when a function's code is not in the assembly, or its runtime is not Node.js */
export function readFunctions(stack: ResolvedStack): FunctionView[] {
  return stack.idsOf('AWS::Lambda::Function').map((logicalId) => {
    const found = stack.properties(logicalId, properties);
    const { name, attributes } = stack.identity(logicalId);
    const directory = stack.assets.get(found.Code.S3Key.replace(/\.zip$/, ''));
    if (!directory)
      throw new Error(`${logicalId}: the assembly has no asset for ${found.Code.S3Key}; synthesize again.`);
    return {
      logicalId,
      name,
      arn: attributes['Arn'] ?? name,
      handler: found.Handler,
      directory,
      environment: found.Environment.Variables,
      timeoutSeconds: found.Timeout,
      memoryMb: found.MemorySize,
      reservedConcurrency: found.ReservedConcurrentExecutions,
    };
  });
}
