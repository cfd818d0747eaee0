/** Characters in a token of English, roughly. The engine has no tokens of its own; it counts so that sums stay comparable. */
export const CHARACTERS_A_TOKEN = 4;

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** Token counts as OpenAI tells them: the prompt's an estimate, the answers' exact, one each. */
export function usageOf(promptCharacters: number, answers: number): Usage {
  const prompt = Math.ceil(promptCharacters / CHARACTERS_A_TOKEN);
  return { prompt_tokens: prompt, completion_tokens: answers, total_tokens: prompt + answers };
}
