import { z } from 'zod';

/** `local.json` in the local cloud's directory: what a client needs to reach it. Readable by its owner alone. */
export const localProfile = z.object({
  endpoint: z.url(),
  token: z.string(),
  s3Endpoint: z.url(),
  bucket: z.string(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});
export type LocalProfile = z.infer<typeof localProfile>;
