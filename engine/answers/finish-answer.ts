/** Where an answer ends. */
export interface EndRule {
  /** The answer ends before the first of these that it holds. */
  readonly stop: readonly string[];
  /** How many tokens the client allows; null: as many as there are. */
  readonly mostTokens: number | null;
}

export interface Ending {
  readonly text: string;
  readonly finishReason: 'stop' | 'length';
}

/**
 * Cuts an answer at a stop sequence and says why it ends, as OpenAI would: an answer is one token, so with one token
 * allowed the limit is reached before the model can say that it has finished.
 */
export function finishAnswer(token: string, { stop, mostTokens }: EndRule): Ending {
  const cuts = stop.map((sequence) => token.indexOf(sequence)).filter((at) => at >= 0);
  if (cuts.length > 0) return { text: token.slice(0, Math.min(...cuts)), finishReason: 'stop' };
  return { text: token, finishReason: mostTokens === 1 ? 'length' : 'stop' };
}
