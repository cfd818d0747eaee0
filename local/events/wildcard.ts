/**
 * Compiles a pattern in which `*` stands for any characters, none included, and `\*` and `\\` for themselves. The match
 * takes time in proportion to the text, however many stars there are, which a regular expression would not promise.
 * @throws Error when two stars stand side by side or a backslash escapes something else, as EventBridge does
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = splitAtStars(pattern);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let position = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, position);
      if (found === -1) return false;
      position = found + part.length;
    }
    return text.length - last.length >= position && text.endsWith(last);
  };
}

function splitAtStars(pattern: string): string[] {
  const parts = [''];
  for (const token of pattern.match(/\\.?|\*+|[^\\*]+/gs) ?? []) {
    if (token === '*') {
      parts.push('');
    } else if (token.startsWith('*')) {
      throw new Error('a wildcard must not have two stars side by side');
    } else if (token.startsWith('\\') && token !== '\\*' && token !== '\\\\') {
      throw new Error('in a wildcard, a backslash must be followed by a star or another backslash');
    } else {
      parts.push(`${parts.pop() ?? ''}${token.startsWith('\\') ? token.slice(1) : token}`);
    }
  }
  return parts;
}
