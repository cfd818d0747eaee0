import { MOST_REQUEST_BYTES } from '../../core/contract/classify-request.ts';
import { LabelsmithError } from '../../core/errors.ts';

/** What to do about a body that is refused, as the route knows it. */
export interface BodyRemedies {
  readonly tooLarge: string;
  readonly notJson: string;
}

const REPLACEMENT = '\ufffd';

/**
 * A request's body as JSON; a byte order mark in front of it is passed over.
 * @param declaredLength the request's `content-length`: where the gateway handed the body on as text, it has put U+FFFD in the
 * place of bytes that are not UTF-8, which can only be seen by the length that it had before
 * @throws LabelsmithError `TooLarge` for more than a megabyte, `InvalidInput` when it is empty, not UTF-8 or not JSON
 */
export function parseJsonBody(
  bytes: Uint8Array,
  declaredLength: string | undefined,
  { tooLarge, notJson }: BodyRemedies,
): unknown {
  if (bytes.length > MOST_REQUEST_BYTES) {
    const message = `the request has ${bytes.length} bytes; ${MOST_REQUEST_BYTES} are allowed`;
    throw new LabelsmithError('TooLarge', message, tooLarge);
  }
  if (bytes.length === 0) throw new LabelsmithError('InvalidInput', 'the request has no body', notJson);
  const text = decode(bytes);
  if (text.includes(REPLACEMENT) && Number(declaredLength ?? bytes.length) !== bytes.length) throw notUtf8();
  try {
    return JSON.parse(text);
  } catch {
    throw new LabelsmithError('InvalidInput', 'the body is not JSON', notJson);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8();
  }
}

const notUtf8 = () =>
  new LabelsmithError(
    'InvalidInput',
    'the body is not UTF-8: it holds bytes that stand for no character',
    'Send JSON in UTF-8.',
  );
