import { coordinate } from '../numbers.ts';

/** Places values of an axis in a drawing. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Where a value lies, in the units of the drawing; what is outside the axis lies at its end. */
  (value: number): number;
}

/** An axis from one value to another, drawn from one place to another; the places may run backwards. */
export function linearScale([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const span = to - from || 1;
  const place = (value: number) =>
    coordinate(start + ((Math.min(to, Math.max(from, value)) - from) / span) * (end - start));
  return Object.assign(place, { from, to });
}

/** Steps that people count in. */
const STEPS = [1, 2, 5, 10];

/** Round numbers inside an axis, `most` of them or fewer. */
export function ticks(from: number, to: number, most: number): number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = power * (STEPS.find((candidate) => Math.floor(span / (power * candidate)) < most) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
