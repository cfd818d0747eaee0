import type { FoundSpan } from './span.ts';

const SCHEME_END = '://';

/** User and password of a URL (RFC 3986, 3.2.1); a colon and a port have no @ behind them. */
const USER_INFORMATION = /:\/\/[^\s:/?#@"'<>[\]]{0,64}:([^\s/?#@"'<>[\]]{3,128})@(?=[A-Za-z0-9[])(?!\[key\])/y;

/** What documentation writes instead of a password. */
const PLACEHOLDER = /^(?:pass|passwd|password|pwd|secret|token|user|guest|anonymous|x+|\*+|\.+)$|^[$%{]/i;

/** Calls `found` with the bounds of every password in a URL: what stands between its user's name and its host. */
export function visitUrlPasswords(text: string, found: FoundSpan): void {
  for (let at = text.indexOf(SCHEME_END); at !== -1; at = text.indexOf(SCHEME_END, at + 1)) {
    if (!/[a-z0-9]/i.test(text.charAt(at - 1))) continue;
    USER_INFORMATION.lastIndex = at;
    const password = USER_INFORMATION.exec(text)?.[1];
    if (password === undefined || PLACEHOLDER.test(password)) continue;
    const end = USER_INFORMATION.lastIndex - 1;
    found(end - password.length, end);
  }
}
