import { z } from 'zod';
import { S3Error } from './s3-error.ts';

const range = z.tuple([z.string().regex(/^content-length-range$/i), z.coerce.number(), z.coerce.number()]);
const comparison = z.tuple([z.string().regex(/^(eq|starts-with)$/i), z.string().startsWith('$'), z.string()]);
const equality = z.record(z.string(), z.string()).refine((pair) => Object.keys(pair).length === 1);
const condition = z.union([range, comparison, equality]);
const policy = z.object({ expiration: z.iso.datetime({ offset: true }), conditions: z.array(condition) });

/** Fields that no condition has to allow: they are the file, the policy itself and its signature. */
const EXEMPT = new Set(['file', 'policy', 'x-amz-signature']);
const IGNORED_PREFIX = 'x-ignore-';

/** How many bytes a file may have, bounds included. */
export interface SizeRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Holds a form against its policy: it has not expired, every condition is met, and every field is allowed by one.
 * Source: "POST policy", S3 API reference.
 * @param encoded the policy in base64, as its signature covers it
 * @param fields the form's, names in lower case; `bucket` and `key` as they will be written
 * @throws S3Error `InvalidPolicyDocument` or `AccessDenied`
 */
export function checkPolicy(encoded: string, fields: ReadonlyMap<string, string>): SizeRange {
  const { expiration, conditions } = parsePolicy(encoded);
  if (Date.parse(expiration) < Date.now()) throw denied('Policy expired.');
  const size = { least: 0, most: Number.POSITIVE_INFINITY };
  const allowed = new Set(['bucket']);
  for (const one of conditions) {
    if (Array.isArray(one) && one.length === 3 && typeof one[1] === 'number') {
      size.least = Math.max(size.least, one[1]);
      size.most = Math.min(size.most, Number(one[2]));
      continue;
    }
    const { operator, field, operand } = readComparison(one);
    const value = fields.get(field) ?? '';
    const met = operator === 'eq' ? value === operand : value.startsWith(operand);
    if (!met) throw denied(`Policy Condition failed: ["${operator}", "$${field}", ...].`);
    allowed.add(field);
  }
  const extra = [...fields.keys()].filter((name) => !allowed.has(name) && !EXEMPT.has(name));
  if (extra.some((name) => !name.startsWith(IGNORED_PREFIX))) {
    throw denied('Extra input fields: every field of the form must be named in a condition.');
  }
  return size;
}

/** Lets a file through as long as it keeps to the range. @throws S3Error `EntityTooLarge` or `EntityTooSmall` */
export async function* limitSize(bytes: AsyncIterable<Uint8Array>, { least, most }: SizeRange) {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > most) throw new S3Error('EntityTooLarge', `The file is larger than the ${most} bytes allowed.`);
    yield chunk;
  }
  if (size < least) throw new S3Error('EntityTooSmall', `The file is smaller than the ${least} bytes required.`);
}

function parsePolicy(encoded: string): z.infer<typeof policy> {
  try {
    return policy.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
  } catch {
    throw new S3Error('InvalidPolicyDocument', 'The policy is not the base64 of a valid JSON policy document.');
  }
}

function readComparison(one: z.infer<typeof condition>) {
  if (Array.isArray(one)) {
    const [operator, field, operand] = one;
    return { operator: operator.toLowerCase(), field: String(field).slice(1).toLowerCase(), operand: String(operand) };
  }
  const [field = '', operand = ''] = Object.entries(one)[0] ?? [];
  return { operator: 'eq', field: field.toLowerCase(), operand };
}

function denied(why: string): S3Error {
  return new S3Error('AccessDenied', `Invalid according to Policy: ${why}`);
}
