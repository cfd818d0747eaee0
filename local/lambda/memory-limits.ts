const MIB = 1024 * 1024;

/**
 * What Lambda counts beside the function's own heap: a Node process with its code, its threads' stacks and Lambda's
 * runtime client. An empty function reports 60 to 70 MB used; 11 of these are the empty heap, which is measured here too.
 */
const RUNTIME_MB = 50;
/** Lambda starts Node with old space at 90% of the memory, and semi-spaces at 5% each. */
const OLD_SPACE = 0.9;
const SEMI_SPACE = 0.05;
/** V8's young generation is three semi-spaces, and a semi-space is 16 MB at most unless somebody asks for more. */
const SEMI_SPACES = 3;
const LARGEST_SEMI_SPACE_MB = 16;

export interface MemoryLimits {
  /** Of the worker's V8 heap; going beyond ends the worker. */
  readonly maxOldGenerationSizeMb: number;
  readonly maxYoungGenerationSizeMb: number;
  /** Of heap in use and external memory (typed arrays, buffers) together; V8 does not count the latter in its limits. */
  readonly totalBytes: number;
}

/**
 * A worker's limits, so that what fits here fits a Lambda function of that size, and what does not fit ends the same
 * way. A heap alone meets V8's own limit first; buffers, or both together, meet the total.
 * @param memoryMb the function's `MemorySize`, in MiB
 */
export function memoryLimits(memoryMb: number): MemoryLimits {
  return {
    maxOldGenerationSizeMb: Math.floor(memoryMb * OLD_SPACE),
    maxYoungGenerationSizeMb: Math.ceil(Math.min(memoryMb * SEMI_SPACE, LARGEST_SEMI_SPACE_MB) * SEMI_SPACES),
    totalBytes: (memoryMb - RUNTIME_MB) * MIB,
  };
}
