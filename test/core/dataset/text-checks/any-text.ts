import fc from 'fast-check';

/** Arbitrary strings with lone surrogates among them, and pieces that detectors look for, joined in ways nobody foresaw. */
export const textWith = (pieces: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...pieces) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(' ', '-', '.', '/', '\n', ':', '=', '@', '_', '[', ']', '"', '(', ')', '+'),
        },
        { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));
