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

interface Kept {
  readonly served: ServedModel;
  readonly trustedUntil: number;
}

/** Models ready to answer, the least recently used one making room. */
export class ModelCache {
  readonly #store: ReadableStore;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  /** Counts what was forgotten: what was looked up before may be gone since, and is not kept. */
  #forgotten = 0;
  /** A hundred requests for a model that has to be loaded, or looked for again, wait for one and the same look. */
  readonly #looks = new Map<string, Promise<ServedModel>>();

  constructor(store: ReadableStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** @throws ApiError 404 `model_not_found` */
  async get(id: string): Promise<ServedModel> {
    const known = this.#kept.get(id);
    const now = this.#clock().getTime();
    if (known && now < known.trustedUntil) {
      this.#keep(id, known);
      return known.served;
    }
    const forgotten = this.#forgotten;
    const served = await this.#lookOnce(id, known?.served);
    if (forgotten === this.#forgotten) this.#keep(id, { served, trustedUntil: now + TRUSTED_MS });
    return served;
  }

  /** To be called when the model has been removed from the store. */
  forget(id: string): void {
    this.#kept.delete(id);
    this.#looks.delete(id);
    this.#forgotten += 1;
  }

  /** As the most recently used one. */
  #keep(id: string, kept: Kept): void {
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MODELS_KEPT && !oldest.done) this.#kept.delete(oldest.value);
  }

  #lookOnce(id: string, known: ServedModel | undefined): Promise<ServedModel> {
    const underWay = this.#looks.get(id);
    if (underWay) return underWay;
    const look = this.#look(id, known).finally(() => {
      if (this.#looks.get(id) === look) this.#looks.delete(id);
    });
    this.#looks.set(id, look);
    return look;
  }

  /** The model that is known, if it is still there; else the one that is. */
  async #look(id: string, known: ServedModel | undefined): Promise<ServedModel> {
    if (known && (await this.#store.head(modelKey(id)))) return known;
    this.#kept.delete(id);
    return this.#load(id);
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
