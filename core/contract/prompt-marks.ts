/** Ends every prompt of the `completion` format: tells the model where the text stops and its answer begins. */
export const PROMPT_SEPARATOR = '\n\n###\n\n';

/** Begins every completion: tokenizers know most words with a space before them. */
export const COMPLETION_START = ' ';
