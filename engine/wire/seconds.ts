/** OpenAI tells times in whole seconds since 1970. */
export const secondsOf = (timestamp: string): number => Math.floor(Date.parse(timestamp) / 1000);
