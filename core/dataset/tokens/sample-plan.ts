import { lengthClassOf } from '../text-lengths.ts';

/** Longer texts are counted on their first units and scaled: one of a million would use up all the sample's time. */
export const READ_UNITS = 20_000;

/** Bounds of a sample: together some 30 ms of counting, a twentieth of what the longest exact count takes. */
const SAMPLED_TEXTS = 500;
const SAMPLED_UNITS = 300_000;
/** A variance cannot be estimated from fewer. */
const LEAST_TEXTS = 2;

/**
 * How many texts to count of each length class, in proportion to the units that the class has. What lengths leave unsaid
 * about tokens grows with the length and beyond, so that a class's share in the uncertainty is about its share in the
 * units: long texts count for more than their number (Cochran, section 5.5, on allocation at given cost).
 */
export function planSample(textsByClass: readonly number[]): number[] {
  const units = textsByClass.map((texts, index) => texts * typicalUnits(index));
  const all = units.reduce((sum, value) => sum + value, 0);
  const cost = units.reduce((sum, value, index) => sum + value * Math.min(typicalUnits(index), READ_UNITS), 0);
  const scale = Math.min(SAMPLED_TEXTS / all, SAMPLED_UNITS / cost);
  return units.map((value, index) =>
    value === 0 ? 0 : Math.min(textsByClass[index] ?? 0, Math.max(LEAST_TEXTS, Math.round(value * scale))),
  );
}

/** The mean of lengths a tenth apart from each other that fall into each class: found out, since the bounds are kept elsewhere. */
const TYPICAL = (() => {
  const byClass: number[][] = [];
  for (let units = 1; units <= 100_000; units = Math.ceil(units * 1.1)) {
    const lengths = byClass[lengthClassOf(units)] ?? [];
    byClass[lengthClassOf(units)] = [...lengths, units];
  }
  return byClass.map((lengths) => lengths.reduce((sum, units) => sum + units, 0) / lengths.length);
})();

const typicalUnits = (lengthClass: number) => TYPICAL[lengthClass] ?? READ_UNITS;
