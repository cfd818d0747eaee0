import { join } from 'node:path';
import { bundleFunctions } from '../lib/function-bundles.ts';
import type { Benchmark, Report } from './benchmark.ts';
import { measureOwnTime } from './classify/own-time.ts';
import { measureThroughput } from './classify/throughput.ts';

/** What our side of an answer costs: beside the model call, and beside the engine asked without us. */
export const classify: Benchmark = {
  name: 'classify',
  title: 'Classify: its own time beside the model call, and its throughput beside the embedded engine',
  async measure(bench): Promise<Report> {
    await bundleFunctions(join(import.meta.dirname, '..'));
    const ownTime = await measureOwnTime(bench);
    const throughput = await measureThroughput(bench);
    return { body: `## Own time\n\n${ownTime}\n\n## Throughput\n\n${throughput}` };
  },
};
