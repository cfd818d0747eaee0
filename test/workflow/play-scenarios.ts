import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runKey } from '../../core/contract/keys.ts';
import { makeReport } from '../../core/report/report-run.ts';
import { readText } from '../../core/store.ts';
import type { TrainingStage } from '../support/training-stage.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Opens the stage for a file's tests, closes it behind them, and has each begin without faults at a host of the usual ways. */
export function useStage(stage: TrainingStage): void {
  const usualWays = { ...stage.host.ways };
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  beforeEach(() => {
    stage.host.faults.clear();
    Object.assign(stage.host.ways, usualWays);
  });
}

/** A test for each row of each table, by what is read after "a run". */
export function playScenarios(stage: TrainingStage, groups: readonly [string, readonly Scenario[]][]): void {
  describe.each(groups)('a run %s', (_group, scenarios) => {
    test.each(scenarios)('$name', async ({ play, ways, faults, states, run, jobs, leaves, also }) => {
      Object.assign(stage.host.ways, ways);
      stage.host.faults.add(...(faults ?? []));
      const passed = await stage.pass(play);
      expect(passed.states).toEqual(states);
      expect(passed.run).toMatchObject(run);
      expect(passed.jobs.map(({ status }) => status)).toEqual(jobs);
      expect([passed.filesLeft, passed.isUnreleased]).toEqual([leaves ?? [], leaves !== undefined]);
      await hasItsReport(passed.run.run, stage);
      await also?.(passed, stage);
    });
  });
}

/** However a run ends, its report lies beside it, with all that there is to tell in the end. */
async function hasItsReport(run: string, { store }: TrainingStage): Promise<void> {
  expect(await readText(store, runKey(run, 'report.html'))).toBe(await makeReport(store, run));
}
