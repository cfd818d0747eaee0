import type { Benchmark, Report } from './benchmark.ts';
import { readDataSet } from './inputs/data-sets.ts';
import { findPandas } from './peers/pandas.ts';
import { besidePeer } from './preparation/beside-peer.ts';
import { growth } from './preparation/growth.ts';
import { compareResults } from './preparation/same-results.ts';

/** `labelsmith prepare` beside the tool that OpenAI removed: the same results, the time, the memory, and how both grow. */
export const prepare: Benchmark = {
  name: 'prepare',
  title: 'Preparing a dataset, beside the tool that OpenAI removed',
  async measure(bench): Promise<Report> {
    const pandas = findPandas();
    if (!pandas) bench.say('no Python here has pandas (Debian: python3-pandas): the peer is left out');
    const posts = readDataSet('newsgroups-20.train');
    const same = await compareResults(bench, pandas);
    const beside = await besidePeer(bench, posts, pandas);
    const grown = await growth(bench, posts, beside.peer);
    return { body: [same, beside.body, grown.body].join('\n\n'), drawings: { 'prepare.svg': grown.drawing } };
  },
};
