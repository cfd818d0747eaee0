import { expect } from '@jest/globals';
import { championKey, runKey } from '../../../core/contract/keys.ts';
import type { Champion } from '../../../core/contract/registry.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { readRunRecord } from '../../../core/run/run-record.ts';
import { readText } from '../../../core/store.ts';
import { letPass } from '../../support/calendar.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import type { HostAnswer } from '../../support/host-faults.ts';
import { asCsv, labelledTexts } from '../../support/labelled-texts.ts';
import type { Act } from '../../support/play.ts';
import type { TrainingStage } from '../../support/training-stage.ts';
import { ON, type Scenario, SUCCEEDED, WELL } from './scenario.ts';

const TOO_MANY: HostAnswer = { status: 429, body: '', headers: { 'retry-after': '1' } };
/** By the calendar, in ms: eight requests at once are answered in one call of the function, and at most three more. */
const SLOW_ANSWER_MS = 60_000;

/** Every answer that was asked for, as `model: text`. */
const asked: string[] = [];
const noted = (prompt: string, model: string) => {
  asked.push(`${model}: ${prompt}`);
  return /goalie|puck|rink|playoffs|slapshot|icing|penalty|stick|skates|overtime/.test(prompt) ? 'hockey' : 'baseball';
};
const forgetAsked: Act = () => asked.splice(0);

const heldOutOf = async (run: string, stage: TrainingStage) =>
  ((await readText(stage.store, runKey(run, 'predictions.jsonl'))) ?? '').trim().split('\n').length;
const askedOf = (model: string | null) => asked.filter((one) => one.startsWith(`${model}: `));
const eachOnce = (texts: readonly string[]) => expect(new Set(texts).size).toBe(texts.length);

/** Somebody puts another version into service, whose model answers at the same host. */
const championChanges: Act = async (stage, run) => {
  const { classifier, dataset } = await readRunRecord(stage.store, run);
  const { version } = await registerVersion(
    stage.store,
    candidateVersion('another-run', {
      classifier,
      provider: 'openai-compatible',
      baseUrl: stage.host.baseUrl,
      model: 'ft:another',
      dataset: dataset ?? '',
    }),
  );
  const champion: Champion = {
    schema: 'labelsmith.champion.v1',
    version,
    previousVersion: null,
    action: 'promoted',
    canary: null,
    since: new Date().toISOString(),
    by: 'a person',
    reason: 'doubt',
  };
  await stage.store.write(championKey(classifier), JSON.stringify(champion));
};

/** Of scoring: each answer is paid for once. */
export const SCORING_SCENARIOS: readonly Scenario[] = [
  {
    name: "asks each text once, though the function's time runs out twice",
    play: { file: asCsv(labelledTexts(100)), before: { 'evaluate-candidate': forgetAsked } },
    ways: {
      answer: (prompt, model) => {
        letPass(SLOW_ANSWER_MS);
        return noted(prompt, model);
      },
    },
    states: WELL,
    run: { ...SUCCEEDED, scoring: null },
    jobs: ['succeeded'],
    also: async ({ run, calls }, stage) => {
      expect(calls['evaluate-candidate']).toBeGreaterThanOrEqual(3);
      expect(asked).toHaveLength(await heldOutOf(run.run, stage));
      eachOnce(asked);
    },
  },
  {
    name: 'leaves a host alone that has had enough, and asks again when it may',
    play: { before: { 'evaluate-candidate': forgetAsked } },
    ways: { answer: noted },
    faults: [{ on: ON.predict, end: TOO_MANY, after: 3, times: 12 }],
    states: WELL,
    run: { ...SUCCEEDED, silentSince: null },
    jobs: ['succeeded'],
    also: async ({ run, calls }, { host, store }) => {
      const of = ((await readText(store, runKey(run.run, 'predictions.jsonl'))) ?? '').trim().split('\n').length;
      expect([calls['evaluate-candidate'], asked.length]).toEqual([1, of]);
      eachOnce(asked);
      const times = host.requestedAt.flatMap((at, place) => (ON.predict.test(host.requests[place] ?? '') ? [at] : []));
      const [first = 0, ...others] = times.slice(-(of + 12)).slice(3);
      // Those that were under way when the host first complained, and nobody else.
      expect(others.filter((at) => at < first + 1_000).length).toBeLessThan(8 + 3);
    },
  },
  {
    name: 'asks the version that was put into service meanwhile, and not the candidate again',
    play: { before: { 'evaluate-candidate': forgetAsked, 'decide-promotion': championChanges } },
    ways: { answer: noted },
    states: WELL,
    run: { status: 'succeeded', version: 2, verdict: expect.stringMatching(/version 1/) },
    jobs: ['succeeded'],
    also: async ({ run, calls }, stage) => {
      const of = await heldOutOf(run.run, stage);
      expect(calls['evaluate-candidate']).toBe(2);
      expect([askedOf(run.model).length, askedOf('ft:another').length]).toEqual([of, of]);
      eachOnce(asked);
    },
  },
];
