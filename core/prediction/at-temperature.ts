import type { ClassProbability } from '../contract/prediction.ts';

/**
 * The probabilities at a temperature T: p^(1/T), made to sum to 1 again. It is the softmax of ln p / T, so a model's scores
 * need not be known (Guo et al., On Calibration of Modern Neural Networks, ICML 2017). The order, and with it the label,
 * stays; what was estimated stays marked. Without any probability above 0 they stay as they are.
 */
export function atTemperature(probabilities: readonly ClassProbability[], temperature: number): ClassProbability[] {
  const highest = Math.max(0, ...probabilities.map((entry) => entry.probability));
  if (highest === 0) return [...probabilities];
  // Divided by the highest first: a small probability to the power of 50 would be 0, and all of them could be.
  const powers = probabilities.map((entry) => (entry.probability / highest) ** (1 / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return probabilities.map((entry, index) => ({ ...entry, probability: (powers[index] ?? 0) / total }));
}
