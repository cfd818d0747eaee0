import { readArtefact } from '../core/artefact.ts';
import type { Clock } from '../core/clock.ts';
import type { Model } from '../core/learner/model/model.ts';
import { decodeModel } from '../core/learner/model/model-file.ts';
import { type ReadableStore, readBytes } from '../core/store.ts';
import { modelNotFound } from './api-error.ts';
import { isModelId, modelKey, modelWeightsKey } from './keys.ts';
import { type AnswerFormat, modelRecord } from './records/model-record.ts';

export interface ServedModel {
  readonly model: Model;
  readonly format: AnswerFormat;
  readonly baseModel: string;
}

/** Decoded models kept: one takes 5 to 25 MB. */
const MODELS_KEPT = 4;
/** Another process may have deleted a model; after this long, in ms, it is looked for again. */
const TRUSTED_MS = 60_000;

/** Models ready to answer, the least recently used one making room. */
export class ModelCache {
  readonly #store: ReadableStore;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { served: ServedModel; trustedUntil: number }>();
  /** Counts what was forgotten: what was looked up before may be gone since, and is not kept. */
  #forgotten = 0;
  /** A hundred requests for a model that is not there yet wait for one and the same loading. */
  readonly #loading = new Map<string, Promise<ServedModel>>();

  constructor(store: ReadableStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** @throws ApiError 404 `model_not_found` */
  async get(id: string): Promise<ServedModel> {
    const known = this.#kept.get(id);
    const now = this.#clock().getTime();
    const forgotten = this.#forgotten;
    this.#kept.delete(id);
    const isThere = known && (now < known.trustedUntil || (await this.#store.head(modelKey(id))) !== undefined);
    const served = known && isThere ? known.served : await this.#loadOnce(id);
    if (forgotten !== this.#forgotten) return served;
    const trustedUntil = known && now < known.trustedUntil ? known.trustedUntil : now + TRUSTED_MS;
    this.#kept.set(id, { served, trustedUntil });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MODELS_KEPT && !oldest.done) this.#kept.delete(oldest.value);
    return served;
  }

  /** To be called when the model has been removed from the store. */
  forget(id: string): void {
    this.#kept.delete(id);
    this.#loading.delete(id);
    this.#forgotten += 1;
  }

  #loadOnce(id: string): Promise<ServedModel> {
    const known = this.#loading.get(id);
    if (known) return known;
    const loading = this.#load(id).finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  async #load(id: string): Promise<ServedModel> {
    if (!isModelId(id)) throw modelNotFound();
    const [record, weights] = await Promise.all([
      readArtefact(this.#store, modelKey(id), modelRecord),
      readBytes(this.#store, modelWeightsKey(id)),
    ]);
    if (!record || !weights) throw modelNotFound();
    const { format, baseModel } = record.value;
    return { model: decodeModel(weights.bytes), format, baseModel };
  }
}
