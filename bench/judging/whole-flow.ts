import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ScoredExample } from '../../core/contract/evaluation.ts';
import type { LocalProfile } from '../../core/contract/local-profile.ts';
import { type Prediction, predictions } from '../../core/contract/prediction.ts';
import { hasEnded, type Run, run as runSchema } from '../../core/contract/run.ts';
import { measure } from '../../core/evaluation/metrics/metrics.ts';
import { startLocalCloud } from '../../local/local-cloud.ts';
import type { Bench } from '../benchmark.ts';
import { type LabelledText, readDataSet } from '../inputs/data-sets.ts';
import { figure, markdownTable } from '../markdown.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CLASSIFIER = 'sport';
/** Texts a request: posts of this size stay well under a request's bound. */
const TEXTS_A_REQUEST = 20;
/** What the notebook's tuned language model scored, on a random fifth of its 1,197 posts. */
const NOTEBOOK = '99.16%';

/**
 * The whole product on this machine, from the upload to the answers of its API: trained on newsgroup posts, with the
 * threshold of abstention that judging finds for a precision of 99%, and measured on posts of a later time.
 */
export async function wholeFlow({ folder, say }: Bench): Promise<string> {
  const [train, test] = [readDataSet('newsgroups-sport.train'), readDataSet('newsgroups-sport.test')];
  say('whole flow: synthesizing the stack');
  const directory = join(folder, 'local');
  const assembly = synthesize(directory);
  const cloud = await startLocalCloud({ assembly, directory, port: 0, log: () => undefined });
  try {
    await request(cloud.profile, 'PUT', `/v1/classifiers/${CLASSIFIER}/settings`, { abstain: { precision: 0.99 } });
    await upload(cloud.profile, train);
    const run = await endOfRun(cloud.profile, say);
    if (run.status !== 'succeeded') throw new Error(`the run ended as ${run.status}: ${run.reason?.message}`);
    say('whole flow: answers to the later posts');
    return table(run, test, await classify(cloud.profile, test));
  } finally {
    await cloud.close();
  }
}

function synthesize(directory: string): string {
  const assembly = join(directory, 'cdk.out');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'bin/app.ts')], {
    cwd: ROOT,
    // As the CDK's own command line tells an app where to write.
    env: { ...process.env, CDK_OUTDIR: assembly },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the stack cannot be synthesized');
  return assembly;
}

async function request({ endpoint, token }: LocalProfile, method: string, path: string, body?: object) {
  const answer = await fetch(`${endpoint}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function upload(profile: LocalProfile, examples: readonly LabelledText[]): Promise<void> {
  const { s3Endpoint, region, accessKeyId, secretAccessKey, bucket } = profile;
  const client = new S3Client({ endpoint: s3Endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const Body = examples.map((example) => `${JSON.stringify(example)}\n`).join('');
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: `uploads/${CLASSIFIER}/posts.jsonl`, Body }));
  client.destroy();
}

/** Waits for the end of the one run that the upload starts. */
async function endOfRun(profile: LocalProfile, say: Bench['say']): Promise<Run> {
  for (let state = ''; ; ) {
    const { runs } = (await request(profile, 'GET', `/v1/runs?classifier=${CLASSIFIER}`)) as { runs: unknown[] };
    const [run] = runs.map((one) => runSchema.parse(one));
    if (run && hasEnded(run.status)) return run;
    if (run && run.state !== state) say(`whole flow: ${run.state}`);
    state = run?.state ?? state;
    await sleep(500);
  }
}

async function classify(profile: LocalProfile, examples: readonly LabelledText[]): Promise<Prediction[]> {
  const answers: Prediction[] = [];
  for (let from = 0; from < examples.length; from += TEXTS_A_REQUEST) {
    const texts = examples.slice(from, from + TEXTS_A_REQUEST).map(({ text }) => text);
    const path = `/v1/classifiers/${CLASSIFIER}/classify`;
    answers.push(...predictions.parse(await request(profile, 'POST', path, { texts })).predictions);
  }
  return answers;
}

function table(run: Run, test: readonly LabelledText[], answers: readonly Prediction[]): string {
  const labels = [...new Set(test.map(({ label }) => label))];
  const scored = answers.map(
    ({ label, guess, probabilities }, row): ScoredExample => ({
      row,
      expected: test[row]?.label ?? '',
      label: label ?? guess ?? null,
      probabilities,
      seconds: 0,
    }),
  );
  const given = scored.filter((_, row) => !answers[row]?.abstained);
  const right = given.filter(({ expected, label }) => expected === label).length;
  const { accuracy, accuracyInterval, expectedCalibrationError } = measure(scored, labels);
  const percent = (share: number | undefined) => (share === undefined ? '-' : `${figure(100 * share, 2)}%`);
  const interval = accuracyInterval.map((end) => figure(100 * end, 2)).join(' to ');
  return markdownTable(
    ['newsgroups-sport, whole flow', 'goal', 'measured'],
    [
      ['posts trained on, and held out of them', '', `${run.examples?.train} and ${run.examples?.validation}`],
      ['accuracy on the held-out posts', '', percent(run.metrics?.accuracy)],
      ['later posts (by date)', '', figure(test.length)],
      ['accuracy there, with its 95% interval', '97% or more', `${percent(accuracy)} (${interval})`],
      ['calibration error there', 'under 0.03', figure(expectedCalibrationError ?? undefined, 4)],
      ['answered at the threshold for 99% precision', '90% or more', percent(given.length / test.length)],
      ['right among those answered', '98.5% or more', percent(right / given.length)],
      ["the notebook's tuned language model, on a random fifth", '', NOTEBOOK],
    ],
  );
}
