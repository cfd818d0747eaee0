import { expect } from '@jest/globals';
import { readText } from '../../../core/store.ts';
import { asCsv, labelledTexts } from '../../support/labelled-texts.ts';
import { type Scenario, SUCCEEDED, WELL } from './scenario.ts';

/** The embedded engine trains in earnest, in the functions themselves. */
const EMBEDDED = { provider: 'embedded' };
/** The first bytes of a PNG picture. */
const PICTURE = '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR';

const isBlocked = (file: string, message: RegExp) => ({
  states: ['Prepare dataset', 'Worth tuning?', 'Run blocked'],
  run: {
    status: 'blocked',
    reason: { code: 'UnusableSource', message: expect.stringMatching(message), remedy: expect.stringMatching(/\w/) },
  },
  jobs: [],
  play: { file },
});

/** Of what people upload. */
export const FILE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'of a good file ends with a version in service, trained by the embedded engine',
    play: { settings: EMBEDDED },
    states: WELL,
    run: { ...SUCCEEDED, provider: 'embedded', progress: { step: expect.any(Number), trainLoss: expect.any(Number) } },
    jobs: [],
    also: async ({ run }, { store }) => {
      expect(run.metrics?.accuracy).toBeGreaterThan(0.9);
      for (const file of ['claim', 'plan', 'job', 'preparation', 'evaluation']) {
        expect(JSON.parse((await readText(store, `runs/${run.run}/${file}.json`)) ?? '{}')).toMatchObject({
          schema: `labelsmith.${file}.v1`,
        });
      }
      expect(await readText(store, `runs/${run.run}/results.csv`)).toMatch(/^step,train_loss.*classification\/auroc/);
      // Nothing that the engine says of a job is taken for a user's text.
      expect(await readText(store, `runs/${run.run}/events.jsonl`)).not.toContain('[...]');
    },
  },
  {
    name: 'leaves no texts in what it records about itself',
    play: { settings: EMBEDDED },
    states: WELL,
    run: SUCCEEDED,
    jobs: [],
    also: async ({ run }, { store }) => {
      for (const prefix of [`runs/${run.run}/`, `classifiers/${run.classifier}/`]) {
        for await (const { key } of store.list(prefix)) {
          expect([key, await readText(store, key)]).toEqual([key, expect.not.stringMatching(/goalie|pitcher/)]);
        }
      }
    },
  },
  { name: 'of a picture renamed to .csv is blocked', ...isBlocked(PICTURE, /PNG|picture|binary/i) },
  { name: 'of an empty file is blocked', ...isBlocked('', /empty/i) },
  {
    name: 'of a file with one label is blocked',
    ...isBlocked(asCsv(labelledTexts(30).filter(({ label }) => label === 'hockey')), /label/i),
  },
  {
    name: 'with settings that cannot be used is blocked, and names the field',
    play: { settings: { sede: 1 } },
    states: ['Prepare dataset', 'Worth tuning?', 'Run blocked'],
    run: {
      status: 'blocked',
      reason: { code: 'InvalidSettings', message: expect.stringContaining('sede'), remedy: expect.any(String) },
    },
    jobs: [],
  },
];
