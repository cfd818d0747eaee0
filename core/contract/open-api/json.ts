/** A part of the description. */
export type Json = Readonly<Record<string, unknown>>;
