/** Loaded when first needed: its vocabulary takes tens of megabytes and a tenth of a second or more. */
export async function loadTokenizer(): Promise<{ encode(text: string): number[]; countTokens(text: string): number }> {
  const { countTokens, encode } = await import('gpt-tokenizer/encoding/o200k_base');
  // Special tokens in a user's text are text.
  const asText = { disallowedSpecial: new Set<string>() };
  return {
    encode: (text) => encode(text, asText),
    countTokens: (text) => countTokens(text, asText),
  };
}
