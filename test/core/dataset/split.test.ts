import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readExample } from '../../../core/contract/example-row.ts';
import { hashText } from '../../../core/dataset/hash-text.ts';
import type { PrepareOptions } from '../../../core/dataset/prepare.ts';
import { hashFraction } from './hash-fraction.ts';
import { type Pair, prepareRows, rawLinesOf } from './memory-source.ts';

/** Enough of a class for it to lie on both sides by its hashes alone: all 60 on one side happens once in 650,000 times. */
const CLASS_SIZE = 60;

/** Too short to be near to one another. */
const someTexts = (seed: number, labels: readonly string[], size = CLASS_SIZE): Pair[] =>
  labels.flatMap((label, index) =>
    Array.from({ length: size }, (_, n) => ({ text: `${seed} ${index} no${n}`, label })),
  );

const CHECKS: PrepareOptions['checks'] = { 'without-content': 'off' };

/** The texts with their labels, by the side they are on in the end. */
async function split(rows: readonly object[], options: Partial<PrepareOptions> = {}) {
  const { preparation, train, validation } = await prepareRows(rows, {
    ...options,
    checks: { ...CHECKS, ...options.checks },
  });
  const examples = (lines: readonly string[]) => lines.map((line) => readExample(line));
  return {
    train: examples(await rawLinesOf(train)),
    validation: examples(await rawLinesOf(validation)),
    surplus: (preparation.removed['held-out-surplus'] ?? []).map((row) => rows[row]),
  };
}

type Split = Awaited<ReturnType<typeof split>>;
const sidesOf = ({ train, validation }: Split) =>
  new Map([
    ...train.map(({ text }) => [text, 'train'] as const),
    ...validation.map(({ text }) => [text, 'held out'] as const),
  ]);

const isUnder = (text: string, fraction: number) => hashFraction(hashText(text)) < fraction;
const byHash = (a: { text: string }, b: { text: string }) => (hashText(a.text) < hashText(b.text) ? -1 : 1);

describe('the split', () => {
  test('does not move an example when the file is shuffled, grows or is relabelled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (seed, chance) => {
          const few = someTexts(seed, ['a', 'b']);
          const before = sidesOf(await split(few));
          expect(before.size).toBe(few.length);
          const shuffled = few.map((one) => ({ one, at: chance.next().value })).sort((x, y) => x.at - y.at);
          const grown = [...few, ...someTexts(seed + 1, ['a', 'b', 'c'])];
          const relabelled = few.map((one, index) => ({ ...one, label: index % 2 === 0 ? 'x' : 'y' }));
          for (const changed of [shuffled.map(({ one }) => one), grown, relabelled]) {
            const after = sidesOf(await split(changed));
            for (const [text, side] of before) expect(after.get(text)).toBe(side);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  test('does not depend on case, width and spaces, nor on the format', async () => {
    const few = someTexts(3, ['a', 'b']);
    const before = sidesOf(await split(few));
    const changed = few.map(({ label, text }) => ({ label, text: ` ${text.toUpperCase().replaceAll(' ', ' \n')}` }));
    const after = sidesOf(await split(changed));
    for (const [index, { text }] of few.entries()) expect(after.get(changed[index]?.text ?? '')).toBe(before.get(text));
    // A prompt carries its separator; the order is that of the hashes in every format.
    const completion = await split(few, { format: 'completion' });
    expect(completion.validation.map(({ text }) => text)).toEqual(
      few
        .filter(({ text }) => before.get(text) === 'held out')
        .sort(byHash)
        .map(({ text }) => text),
    );
  });

  test('has every class of two or more texts on both sides, and a class of one in training', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.nat(), sizes, fc.constantFrom(0.01, 0.2, 0.9), async (seed, counts, validationFraction) => {
        const sized = [12, 12, ...counts];
        const all = sized.flatMap((size, index) => someTexts(seed + index, [`label ${index}`], size));
        const { surplus, train, validation } = await split(all, { validationFraction });
        for (const [index, size] of sized.entries()) {
          const of = (side: readonly { answer: string }[]) => side.filter(({ answer }) => answer === `label ${index}`);
          expect(of(train).length).toBeGreaterThanOrEqual(1);
          if (size > 1) expect(of(validation).length).toBeGreaterThanOrEqual(1);
          else expect(of(train)).toHaveLength(1);
        }
        expect(train.length + validation.length + surplus.length).toBe(all.length);
      }),
      { numRuns: 40 },
    );
  });

  test('breaks its rule only for a class that would lie wholly on one side, and for one text of it', async () => {
    const large = someTexts(1, ['a', 'b']);
    const named = Array.from({ length: 50 }, (_, n) => ({ text: `of no${n}`, label: 'rare' }));
    const [under, over] = [true, false].map((wanted) => named.filter(({ text }) => isUnder(text, 0.2) === wanted));
    const wholly = over?.slice(0, 3).sort(byHash) ?? [];
    const heldOut = (await split([...large, ...wholly])).validation.filter(({ answer }) => answer === 'rare');
    expect(heldOut.map(({ text }) => text)).toEqual([wholly[0]?.text]);
    const none = under?.slice(0, 3).sort(byHash) ?? [];
    const trained = (await split([...large, ...none])).train.filter(({ answer }) => answer === 'rare');
    expect(trained.map(({ text }) => text)).toEqual([none[2]?.text]);
    for (const { answer, text } of (await split([...large, ...wholly])).train) {
      if (answer !== 'rare') expect(isUnder(text, 0.2)).toBe(false);
    }
  });

  test('keeps texts that count as the same on one side', async () => {
    const large = someTexts(1, ['a', 'b']);
    const same = [
      { text: 'Of  this kind', label: 'rare' },
      { text: 'of this kind', label: 'rare' },
      { text: 'of that kind', label: 'rare' },
    ];
    const sides = sidesOf(await split([...large, ...same], { format: 'completion' }));
    expect(sides.get('Of  this kind')).toBe(sides.get('of this kind'));
    expect(sides.get('of that kind')).not.toBe(sides.get('of this kind'));
  });

  test('holds out about the fraction that was asked for, and exactly the texts whose hashes lie under it', async () => {
    const all = someTexts(7, ['a', 'b'], 1000);
    const { train, validation } = await split(all);
    // 2,000 draws with p = 0.2: 4.5 standard deviations are 80.
    expect(Math.abs(validation.length - 400)).toBeLessThan(80);
    expect(validation.every(({ text }) => isUnder(text, 0.2))).toBe(true);
    expect(train.some(({ text }) => isUnder(text, 0.2))).toBe(false);
  });
});

describe('of too many held-out examples', () => {
  const all = [...someTexts(1, ['large'], 6000), ...someTexts(2, ['small'], 1500)];
  const options = { checks: { 'near-duplicate': 'off', 'near-duplicate-across-split': 'off' } } as const;

  test('1,000 are scored, of each class in proportion, and none of the others is trained on', async () => {
    const { surplus, train, validation } = await split(all, options);
    expect(validation).toHaveLength(1000);
    const left = surplus as readonly Pair[];
    const small = validation.filter(({ answer }) => answer === 'small').length;
    const smallHeldOut = small + left.filter(({ label }) => label === 'small').length;
    expect(small / 1000).toBeCloseTo(smallHeldOut / (1000 + left.length), 2);
    for (const label of ['large', 'small']) {
      const scored = validation.filter(({ answer }) => answer === label).sort(byHash);
      const others = left.filter((one) => one.label === label).sort(byHash);
      expect(hashText(scored.at(-1)?.text ?? '') < hashText(others[0]?.text ?? '')).toBe(true);
    }
    expect(train.some(({ text }) => isUnder(text, 0.2))).toBe(false);
    expect(train.length + validation.length + left.length).toBe(all.length);
  });

  test('as many as the settings say are scored', async () => {
    const { surplus, validation } = await split(all.slice(0, 6600), {
      checks: { ...options.checks, 'held-out-surplus': 30 },
    });
    expect(validation).toHaveLength(30);
    expect(surplus.length).toBeGreaterThan(1000);
  });

  test('the others are trained on where the check is off', async () => {
    const { surplus, train, validation } = await split(all, {
      checks: { ...options.checks, 'held-out-surplus': 'off' },
    });
    expect([surplus.length, validation.length, train.length]).toEqual([0, 1000, 6500]);
  });
});
