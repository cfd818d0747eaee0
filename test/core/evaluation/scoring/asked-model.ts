/** A tuned model that is asked about held-out examples, and its labels. */
export const LABELS = ['baseball', 'hockey'];
export const MODEL = {
  classifier: 'sports',
  version: 1,
  model: 'ft:sports',
  provider: 'openai',
  format: 'chat',
  labels: LABELS.map((label) => ({ label, answer: label })),
} as const;
