import { expect, test } from '@jest/globals';
import { sportFile } from './example-files.ts';
import { startEngine, upload } from './start-engine.ts';

async function startJob() {
  const started = startEngine();
  const training_file = await upload(started.client, sportFile('chat', 40));
  const jobs = started.client.fineTuning.jobs;
  const make = async () => (await jobs.create({ model: 'ada', training_file, hyperparameters: { n_epochs: 2 } })).id;
  const remove = (id: string) => started.client.delete(`/fine_tuning/jobs/${id}`);
  return { ...started, jobs, make, remove };
}

test('a job that has ended is deleted with all that was kept of it, and its model stays', async () => {
  const { client, engine, jobs, make, remove, store } = await startJob();
  const [id, other] = [await make(), await make()];
  await engine.advance(id, { budgetMs: 60_000 });
  const { fine_tuned_model: model } = await jobs.retrieve(id);
  expect(await remove(id)).toEqual({ id, object: 'fine_tuning.job', deleted: true });
  expect(store.keys('engine/jobs/')).toEqual([`engine/jobs/${other}.json`]);
  expect(await client.models.retrieve(model ?? '')).toMatchObject({ id: model });
  await expect(remove(id)).rejects.toMatchObject({ status: 404 });
});

test('a job that goes on is not deleted, until it is cancelled', async () => {
  const { engine, jobs, make, remove, store } = await startJob();
  const id = await make();
  await engine.advance(id, { budgetMs: 10_000, softMs: 0 });
  await expect(remove(id)).rejects.toMatchObject({ status: 400 });
  await jobs.cancel(id);
  await remove(id);
  expect(store.keys('engine/jobs/')).toEqual([]);
});
