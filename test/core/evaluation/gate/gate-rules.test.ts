import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyGate, type GateRules, type Objection, USUAL_RULES } from '../../../../core/evaluation/gate/gate-rules.ts';
import { comparedExamples, type Outcomes } from './compared-examples.ts';

const rules = (changed: Partial<GateRules>): GateRules => ({ ...USUAL_RULES, ...changed });

describe('against a champion', () => {
  test.each<[string, Outcomes, Partial<GateRules>, Objection[]]>([
    ['a clearly better candidate passes', { both: 80, wins: 18, neither: 2 }, {}, []],
    ['an equal one passes', { both: 90, neither: 10 }, {}, []],
    ['one that wins and loses a little passes on many examples', { both: 1000, wins: 8, losses: 5 }, {}, []],
    ['a gain that may be a loss of a point does not', { both: 90, wins: 6, losses: 5 }, {}, ['loss-not-excluded']],
    ['one that is worse by one example does not', { both: 999, losses: 1 }, {}, ['gain-too-small']],
    ['a clearly worse one does not', { both: 500, losses: 30 }, {}, ['gain-too-small', 'loss-not-excluded']],
    ['a gain under the one asked for does not', { both: 300, wins: 5 }, { minGain: 0.02 }, ['gain-too-small']],
    ['a gain of just what is asked for passes', { both: 294, wins: 6 }, { minGain: 0.02 }, []],
    [
      'four wins to none are not enough for the strict gate',
      { both: 234, wins: 4 },
      { gate: 'strict' },
      ['not-significant'],
    ],
    ['six wins to none are', { both: 232, wins: 6 }, { gate: 'strict' }, []],
    ['an equal one does not pass the strict gate', { both: 300 }, { gate: 'strict' }, ['not-significant']],
  ])('%s', (_name, outcomes, changed, objections) => {
    const finding = applyGate(comparedExamples(outcomes), 'champion', rules({ mostClassLoss: 1, ...changed }));
    expect(finding.objections).toEqual(objections);
    expect(finding.passed).toBe(objections.length === 0);
  });

  test('a better candidate is refused when a class loses too much', () => {
    const examples = comparedExamples({ label: 'ham', both: 300, wins: 40 }, { label: 'spam', both: 20, losses: 5 });
    const { objections, compared } = applyGate(examples, 'champion');
    expect(objections).toEqual(['class-loss']);
    expect(compared?.vetoes).toEqual([{ label: 'spam', examples: 25, loss: 0.2 }]);
  });

  test.each([
    ['loses just what it may', { both: 18, losses: 2 }],
    ['is too small to tell', { both: 4, losses: 15 }],
    ['wins as much as it loses', { both: 10, losses: 8, wins: 8 }],
  ])('a class that %s is no obstacle', (_name, outcomes) => {
    const examples = comparedExamples({ label: 'ham', both: 300, wins: 40 }, { label: 'spam', ...outcomes });
    expect(applyGate(examples, 'champion').compared?.vetoes).toEqual([]);
  });

  test('the metric may be macro F1, by which a lost rare class outweighs a gain in a frequent one', () => {
    const examples = comparedExamples({ label: 'ham', both: 300, wins: 40 }, { label: 'spam', both: 5, losses: 10 });
    expect(applyGate(examples, 'champion', rules({ metric: 'accuracy' })).passed).toBe(true);
    expect(applyGate(examples, 'champion', rules({ metric: 'macroF1' })).objections).toContain('gain-too-small');
  });
});

describe('against the majority class', () => {
  test.each<[string, Outcomes, boolean]>([
    ['a first version passes that beats it beyond chance', { both: 60, wins: 35, neither: 5 }, true],
    ['one that may owe it to chance does not', { both: 60, wins: 3, losses: 2, neither: 35 }, false],
    ['one that does the same does not', { both: 60, neither: 40 }, false],
    ['one that is always right where the majority never is passes', { wins: 10 }, true],
  ])('%s', (_name, outcomes, passed) => {
    const finding = applyGate(comparedExamples(outcomes), 'majority');
    expect(finding.passed).toBe(passed);
    expect(finding.objections.includes('chance-not-excluded')).toBe(!passed);
  });

  test('no class is too much to lose: the majority has all of its own', () => {
    const examples = comparedExamples({ label: 'ham', both: 40, losses: 10 }, { label: 'spam', wins: 40 });
    expect(applyGate(examples, 'majority').passed).toBe(true);
  });
});

describe('with too few examples', () => {
  test.each([
    [0, 10],
    [0, 0],
    [9, 10],
    [49, 50],
  ])('%i where %i are asked for, nothing is compared and nothing passes', (wins, minExamples) => {
    const finding = applyGate(comparedExamples({ wins }), 'majority', rules({ minExamples }));
    expect([finding.compared, finding.passed, finding.examples]).toEqual([null, false, wins]);
  });
});

test('another win never makes a candidate fail that passed, nor another loss one pass that failed', () => {
  const counts = fc.record({ both: fc.integer({ min: 10, max: 30 }), wins: fc.nat(12), losses: fc.nat(12) });
  const passes = (outcomes: Outcomes, gate: GateRules['gate']) =>
    applyGate(comparedExamples(outcomes), 'champion', rules({ gate, mostClassLoss: 1 })).passed;
  fc.assert(
    fc.property(counts, fc.constantFrom('usual', 'strict'), ({ both, wins, losses }, gate) => {
      // What becomes a win was a loss: the number of examples stays.
      if (losses === 0) return;
      const before = passes({ both, wins, losses }, gate);
      const after = passes({ both, wins: wins + 1, losses: losses - 1 }, gate);
      expect(after || !before).toBe(true);
    }),
    { numRuns: 25 },
  );
});
