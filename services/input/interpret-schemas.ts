import { config } from 'zod/v4/core';

/**
 * To be imported before anything that makes a schema, by a function that somebody waits for while it starts. Zod writes and
 * compiles a program for each schema of an object when it is first used, which pays after some thousand uses: here is none of
 * that.
 */
config({ jitless: true });
