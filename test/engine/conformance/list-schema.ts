import type { CursorPageResponse } from 'openai/pagination';
import { z } from 'zod';

/** A page of a list: what the package knows of it, and the ids of its first and last item, which OpenAI sends as well. */
export const listOf = <S extends z.ZodType<{ id: string }>>(item: S) =>
  z
    .strictObject({
      object: z.literal('list'),
      data: z.array(item),
      first_id: z.string().nullable(),
      last_id: z.string().nullable(),
      has_more: z.boolean(),
    } satisfies Record<keyof CursorPageResponse<unknown>, z.ZodType> & Record<string, z.ZodType>)
    .refine((page) => page.first_id === (page.data[0]?.id ?? null), 'first_id is another one')
    .refine((page) => page.last_id === (page.data.at(-1)?.id ?? null), 'last_id is another one');
