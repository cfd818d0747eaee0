import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
export type Resource = z.infer<typeof resource>;

const document = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Resources: z.record(z.string(), resource),
});

const assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })).default({}),
});

/** A synthesized stack as it was written: nothing is resolved yet. */
export interface Template {
  /** The stack's id: the file's name up to `.template.json`. */
  readonly stack: string;
  readonly parameters: Readonly<Record<string, { Type: string; Default?: unknown }>>;
  readonly resources: Readonly<Record<string, Resource>>;
  /** An asset's hash to the absolute path of its directory or file. */
  readonly assets: ReadonlyMap<string, string>;
}

const TEMPLATE_SUFFIX = '.template.json';

/**
 * Reads the one stack of a cloud assembly, and where its assets lie.
 * @param assembly the directory that `cdk synth` wrote, usually `cdk.out`
 * @throws Error when there is no template or more than one, or when it is not a template
 */
export async function readTemplate(assembly: string): Promise<Template> {
  const files = (await readdir(assembly).catch(() => [])).filter((name) => name.endsWith(TEMPLATE_SUFFIX));
  const [file, another] = files;
  if (!file) throw new Error(`${assembly} has no *${TEMPLATE_SUFFIX}: synthesize the stack first (npm run synth).`);
  if (another) throw new Error(`${assembly} has several stacks (${files.join(', ')}), where exactly one is expected.`);

  const stack = file.slice(0, -TEMPLATE_SUFFIX.length);
  const { Parameters, Resources } = await readJson(join(assembly, file), document);
  const { files: sources } = await readJson(join(assembly, `${stack}.assets.json`), assets);
  const located = Object.entries(sources).flatMap(([hash, { source }]) =>
    source.path ? [[hash, resolve(assembly, source.path)] as const] : [],
  );
  return {
    stack,
    parameters: Object.fromEntries(
      Object.entries(Parameters).map(([name, { Type, Default }]) => [
        name,
        Default === undefined ? { Type } : { Type, Default },
      ]),
    ),
    resources: Resources,
    assets: new Map(located),
  };
}

async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} cannot be used: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
