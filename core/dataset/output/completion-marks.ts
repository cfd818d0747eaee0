/** Ends every prompt: tells the model where the text stops and its answer begins. The notebook's model was tuned on it. */
export const PROMPT_END = '\n\n###\n\n';

/** Begins every completion: tokenizers know most words with a space before them. */
export const COMPLETION_START = ' ';
