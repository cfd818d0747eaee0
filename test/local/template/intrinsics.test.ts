// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the form of Fn::Sub
import { describe, expect, test } from '@jest/globals';
import { resolveIntrinsics, type Scope } from '../../../local/template/intrinsics.ts';

const scope: Scope = {
  reference: (id) =>
    new Map<string, unknown>([
      ['AWS::Region', 'eu-west-1'],
      ['Bucket', 'the-bucket'],
      ['Size', 3],
    ]).get(id),
  attribute: (id, name) => (id === 'Bucket' && name === 'Arn' ? 'arn:aws:s3:::the-bucket' : undefined),
};
const resolve = (value: unknown) => resolveIntrinsics(value, scope, 'Fn1.Properties.Environment');
const ref = (id: string) => ({ Ref: id });

test.each<[string, unknown, unknown]>([
  ['a plain value', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
  ['Ref', { a: ref('Bucket'), b: ref('Size') }, { a: 'the-bucket', b: 3 }],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::the-bucket'],
  ['Fn::GetAtt, dotted', { 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:aws:s3:::the-bucket'],
  ['Fn::Join', { 'Fn::Join': ['/', ['a', ref('Bucket'), ref('Size')]] }, 'a/the-bucket/3'],
  [
    'Fn::Split within Fn::Select',
    { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }] },
    'the-bucket',
  ],
  ['Fn::Select with a textual index', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
  ['Fn::Sub', { 'Fn::Sub': '${AWS::Region}/${Bucket.Arn}/${!Bucket}' }, 'eu-west-1/arn:aws:s3:::the-bucket/${Bucket}'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${x}-${Bucket}', { x: ref('Size') }] }, '3-the-bucket'],
  ['AWS::NoValue', { a: ref('AWS::NoValue'), b: [1, ref('AWS::NoValue')] }, { b: [1] }],
  ['a single key that is no function', { Reference: 'Bucket' }, { Reference: 'Bucket' }],
])('%s is resolved', (_, value, expected) => {
  expect(resolve(value)).toEqual(expected);
});

describe('what cannot be resolved is an error that names the property:', () => {
  test.each<[string, unknown, string]>([
    [
      'an unknown reference',
      { Variables: { A: ref('Nobody') } },
      'Fn1.Properties.Environment.Variables.A: Ref to "Nobody"',
    ],
    ['an unknown attribute', { A: { 'Fn::GetAtt': ['Bucket', 'Owner'] } }, 'Environment.A: Fn::GetAtt of Bucket.Owner'],
    ['an unknown variable', { 'Fn::Sub': '${Nobody}' }, 'Ref to "Nobody"'],
    ['a function that is not supported', [{ 'Fn::ImportValue': 'x' }], 'Environment[0]: the function Fn::ImportValue'],
    ['a selection beyond the end', { 'Fn::Select': [2, ['a']] }, 'Fn::Select finds nothing'],
    ['a join of what is no list', { 'Fn::Join': [',', ref('Bucket')] }, 'Fn::Join expects a list'],
  ])('%s', (_, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});
