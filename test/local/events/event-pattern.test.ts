import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compilePattern } from '../../../local/events/event-pattern.ts';
import { compileWildcard } from '../../../local/events/wildcard.ts';

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::a', 'arn:aws:s3:::b'],
  detail: {
    bucket: { name: 'data' },
    object: { key: 'uploads/sports/Train.csv', size: 1024 },
    reason: 'PutObject',
    nothing: null,
    empty: '',
    none: [],
    flag: true,
    people: [{ name: 'x', age: 1 }, { name: 'y' }],
  },
};
const detail = (pattern: object) => ({ detail: pattern });
const key = (matcher: unknown) => detail({ object: { key: [matcher] } });
const size = (...numeric: unknown[]) => detail({ object: { size: [{ numeric }] } });

test.each<[string, object, boolean]>([
  ['an exact value', { source: ['aws.s3'] }, true],
  ['one of several values', { source: ['aws.ec2', 'aws.s3'] }, true],
  ['another value', { source: ['aws.ec2'] }, false],
  ['all fields', { source: ['aws.s3'], 'detail-type': ['Object Created'] }, true],
  ['all fields but one', { source: ['aws.s3'], 'detail-type': ['Object Deleted'] }, false],
  ['a number', detail({ object: { size: [1024] } }), true],
  ['a number as text', detail({ object: { size: ['1024'] } }), false],
  ['a boolean', detail({ flag: [true] }), true],
  ['null', detail({ nothing: [null] }), true],
  ['null, and the field is missing', detail({ missing: [null] }), false],
  ['the empty text', detail({ empty: [''] }), true],
  ['one of the values in a list', { resources: ['arn:aws:s3:::b'] }, true],
  ['a value that is not in the list', { resources: ['arn:aws:s3:::c'] }, false],
  ['a field of a list of objects', detail({ people: { name: ['y'] } }), true],
  ['a prefix', key({ prefix: 'uploads/' }), true],
  ['another prefix', key({ prefix: 'Uploads/' }), false],
  ['a prefix in any case', key({ prefix: { 'equals-ignore-case': 'UPLOADS/' } }), true],
  ['a suffix', key({ suffix: '.csv' }), true],
  ['another suffix', key({ suffix: '.CSV' }), false],
  ['a suffix in any case', key({ suffix: { 'equals-ignore-case': '.CSV' } }), true],
  ['a text in any case', key({ 'equals-ignore-case': 'UPLOADS/SPORTS/TRAIN.CSV' }), true],
  ['a wildcard', key({ wildcard: 'uploads/*/*.csv' }), true],
  ['a wildcard that does not fit', key({ wildcard: 'uploads/*.txt' }), false],
  ['a prefix of a number', detail({ object: { size: [{ prefix: '10' }] } }), false],
  ['anything but a value', key({ 'anything-but': 'x' }), true],
  ['anything but its value', detail({ reason: [{ 'anything-but': 'PutObject' }] }), false],
  ['anything but a list', detail({ reason: [{ 'anything-but': ['CopyObject', 'PutObject'] }] }), false],
  ['anything but another list', detail({ reason: [{ 'anything-but': ['CopyObject', 1] }] }), true],
  ['anything but a prefix', key({ 'anything-but': { prefix: 'uploads/' } }), false],
  ['anything but other prefixes', key({ 'anything-but': { prefix: ['runs/', 'datasets/'] } }), true],
  ['anything but a suffix', key({ 'anything-but': { suffix: '.csv' } }), false],
  ['anything but a wildcard', key({ 'anything-but': { wildcard: '*/sports/*' } }), false],
  ['anything but a text in any case', key({ 'anything-but': { 'equals-ignore-case': 'x' } }), true],
  ['anything but, and the field is missing', detail({ missing: [{ 'anything-but': 'x' }] }), false],
  ['anything but, of a list: one is enough', { resources: [{ 'anything-but': 'arn:aws:s3:::a' }] }, true],
  ['a field that exists', detail({ reason: [{ exists: true }] }), true],
  ['a null that exists', detail({ nothing: [{ exists: true }] }), true],
  ['an empty list does not exist', detail({ none: [{ exists: true }] }), false],
  ['a field that is missing', detail({ missing: [{ exists: true }] }), false],
  ['a field that must be missing', detail({ missing: [{ exists: false }] }), true],
  ['a field that must be missing and is not', detail({ reason: [{ exists: false }] }), false],
  ['missing below what is missing', detail({ missing: { too: [{ exists: false }] } }), true],
  ['missing, or a value', detail({ reason: [{ exists: false }, 'PutObject'] }), true],
  ['a field of an object that is no leaf', detail({ bucket: [{ exists: true }] }), false],
  ['a field that only JavaScript has', { constructor: [{ exists: true }] }, false],
  ['a number in a range', size('>', 0, '<=', 1024), true],
  ['a number out of a range', size('>', 0, '<', 1024), false],
  ['an equal number', size('=', 1024), true],
  ['a text that looks like a number', detail({ reason: [{ numeric: ['>=', 0] }] }), false],
  ['one of two patterns', { $or: [{ source: ['aws.ec2'] }, { detail: { reason: ['PutObject'] } }] }, true],
  ['neither of two patterns', { $or: [{ source: ['aws.ec2'] }, { source: ['aws.sqs'] }] }, false],
  ['one of two patterns, below', detail({ $or: [{ reason: ['x'] }, { flag: [true] }] }), true],
  ['one of two, and a field', { source: ['aws.ec2'], $or: [{ source: ['aws.s3'] }, { source: ['aws.ec2'] }] }, false],
])('a pattern of %s', (_, pattern, expected) => {
  expect(compilePattern(pattern)(event)).toBe(expected);
});

test.each<[string, unknown, RegExp]>([
  ['is empty', {}, /an object with fields/],
  ['is no object', 'aws.s3', /an object with fields/],
  ['has a value that is not in a list', { source: 'aws.s3' }, /at source .*an object with fields/],
  ['has an empty list', { source: [] }, /at source .*empty/],
  ['has an unknown operator', { detail: { ip: [{ cidr: '10.0.0.0/8' }] } }, /at detail\.ip .*"cidr" is not supported/],
  ['has an operator of JavaScript', { source: [{ constructor: 'x' }] }, /"constructor" is not supported/],
  ['has two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }, /one operator/],
  ['has a list in a list', { source: [['aws.s3']] }, /one operator/],
  ['has a prefix of no text', { source: [{ prefix: 1 }] }, /"prefix" takes a string/],
  ['has a prefix of an unknown form', { source: [{ prefix: { wildcard: 'x' } }] }, /"prefix" takes a string/],
  ['asks whether it exists with a text', { source: [{ exists: 'true' }] }, /true or false/],
  ['compares with a text', { size: [{ numeric: ['>', '1'] }] }, /pairs/],
  ['compares in an unknown way', { size: [{ numeric: ['!=', 1] }] }, /pairs/],
  ['compares by halves', { size: [{ numeric: ['>', 1, '<'] }] }, /one or two pairs/],
  ['excludes what exists', { source: [{ 'anything-but': { exists: true } }] }, /"anything-but" takes/],
  ['has a single alternative', { $or: [{ source: ['a'] }] }, /at least two/],
  ['has a wildcard of two stars', { source: [{ wildcard: 'a**b' }] }, /two stars/],
  ['has a wildcard of a lost backslash', { source: [{ wildcard: 'a\\b' }] }, /backslash/],
])('a pattern that %s is refused before any event comes', (_, pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
});

describe('a wildcard', () => {
  test.each([
    ['*', '', true],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['a*a', 'a', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'acb', false],
    ['a\\*c', 'a*c', true],
    ['a\\*c', 'abc', false],
    ['a\\\\*', 'a\\b', true],
    ['.*', 'ab', false],
    ['*\n*', 'a\nb', true],
  ])('%j fits %j: %s', (pattern, text, expected) => {
    expect(compileWildcard(pattern)(text)).toBe(expected);
  });

  test('fits what the same regular expression fits', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
    const pattern = fc
      .array(letters, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('*').replace(/\*+/g, '*'));
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (wildcard, text) => {
        expect(compileWildcard(wildcard)(text)).toBe(new RegExp(`^${wildcard.replaceAll('*', '.*')}$`).test(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('takes no time that grows with its stars', () => {
    const matches = compileWildcard('a*'.repeat(30).concat('b'));
    expect(matches('a'.repeat(50_000))).toBe(false);
  });
});
