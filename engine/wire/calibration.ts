import type { CalibrationRecord } from '../records/calibration-record.ts';

/** What `GET /v1/models/{id}/calibration` answers, an extension. `answers` are `[place among the labels, confidence, right]`. */
export const calibrationObject = (id: string, { temperature, examples, labels, answers }: CalibrationRecord) => ({
  object: 'model.calibration',
  model: id,
  temperature,
  examples,
  labels,
  answers,
});
