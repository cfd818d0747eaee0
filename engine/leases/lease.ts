import { z } from 'zod';
import { timestamp } from '../../core/contract/names.ts';

/** Who may advance a job or a batch, and until when. A lease that has run out binds nobody. */
export const lease = z.object({ owner: z.string(), expiresAt: timestamp });
export type Lease = z.infer<typeof lease>;
