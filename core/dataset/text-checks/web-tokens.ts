import type { FoundSpan } from './span.ts';

/** Two JSON objects in base64url, each beginning with `{"`, then a signature, which may be missing; five parts when encrypted. */
const REST = /\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,3}(?!\[key\])/y;

/** Characters of the shortest header, `{"alg":"none"}`, in base64url. */
const LEAST_HEADER = 19;

/** Calls `found` with the bounds of every JSON Web Token (RFC 7519). */
export function visitWebTokens(text: string, found: FoundSpan): void {
  let floor = 0;
  for (let dot = text.indexOf('.eyJ'); dot !== -1; dot = text.indexOf('.eyJ', dot + 1)) {
    if (dot < floor + LEAST_HEADER) continue;
    const start = startOfHeader(text, dot, floor);
    if (
      dot - start < LEAST_HEADER ||
      !text.startsWith('eyJ', start) ||
      text.startsWith('[key]', start - '[key]'.length)
    )
      continue;
    REST.lastIndex = dot;
    if (!REST.test(text)) continue;
    floor = REST.lastIndex;
    found(start, floor);
  }
}

function startOfHeader(text: string, dot: number, floor: number): number {
  let start = dot;
  while (start > floor && /[A-Za-z0-9_-]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}
