import { Hono } from 'hono';
import { readArtefact } from '../../core/artefact.ts';
import { readArtefacts } from '../../core/read-artefacts.ts';
import type { Store } from '../../core/store.ts';
import { ApiError, modelNotFound } from '../api-error.ts';
import { BASE_MODELS, isBaseModel } from '../base-models.ts';
import type { EngineContext } from '../engine-context.ts';
import { isModelId, isModelKey, MODELS_PREFIX, modelCalibrationKey, modelKey } from '../keys.ts';
import { calibrationRecord } from '../records/calibration-record.ts';
import { type ModelRecord, modelRecord } from '../records/model-record.ts';
import { removeModel } from '../training/model-objects.ts';
import { calibrationObject } from '../wire/calibration.ts';
import { modelObject } from '../wire/model.ts';
import { secondsOf } from '../wire/seconds.ts';

/** Base models have always been there. */
const BASE_CREATED = 0;

export function modelsRoutes({ store, models }: EngineContext): Hono {
  return new Hono()
    .get('/', async (c) => {
      const tuned = (await listModels(store)).map((model) => modelObject(model.id, secondsOf(model.createdAt)));
      return c.json({ object: 'list', data: [...BASE_MODELS.map((id) => modelObject(id, BASE_CREATED)), ...tuned] });
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      if (isBaseModel(id)) return c.json(modelObject(id, BASE_CREATED));
      const { createdAt } = await requireModel(store, id);
      return c.json(modelObject(id, secondsOf(createdAt)));
    })
    .get('/:id/calibration', async (c) => {
      const id = c.req.param('id');
      if (!isBaseModel(id)) await requireModel(store, id);
      const found = await readArtefact(store, modelCalibrationKey(id), calibrationRecord);
      if (!found) throw calibrationNotFound();
      return c.json(calibrationObject(id, found.value));
    })
    .delete('/:id', async (c) => {
      const id = c.req.param('id');
      if (isBaseModel(id)) throw baseModelStays();
      await requireModel(store, id);
      for (const one of [id, ...(await checkpointsOf(store, id))]) {
        await removeModel(store, one);
        models.forget(one);
      }
      return c.json({ id, object: 'model', deleted: true });
    });
}

const baseModelStays = () =>
  new ApiError(403, 'A base model cannot be deleted: only models that a fine-tuning job made can', {
    param: 'model',
    code: 'base_model',
  });

const calibrationNotFound = () =>
  new ApiError(
    404,
    'This model has no calibration: only a model that a whole job has made since the engine keeps it has',
    {
      param: 'model',
      code: 'calibration_not_found',
    },
  );

async function requireModel(store: Store, id: string): Promise<ModelRecord> {
  const found = isModelId(id) ? await readArtefact(store, modelKey(id), modelRecord) : undefined;
  if (!found) throw modelNotFound();
  return found.value;
}

/** Checkpoints go with the model that they led to. */
async function checkpointsOf(store: Store, id: string): Promise<string[]> {
  return (await listModels(store)).map((model) => model.id).filter((other) => other.startsWith(`${id}:`));
}

async function listModels(store: Store): Promise<ModelRecord[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(MODELS_PREFIX)) if (isModelKey(key)) keys.push(key);
  return readArtefacts(store, keys, modelRecord);
}
