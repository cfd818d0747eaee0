export interface InputTransformer {
  /** Variable to the path of its value in the event, such as `$.detail.bucket.name` or `$.resources[0]`. */
  readonly inputPathsMap: Readonly<Record<string, string>>;
  /** JSON in which `<variable>` stands for a value. */
  readonly inputTemplate: string;
}

/** The variables that need no path. */
const EVENT_JSON = 'aws.events.event.json';

/**
 * Compiles an EventBridge input transformer. Inside a JSON string a variable is put in as text, elsewhere as JSON; one
 * whose path finds nothing is an empty text, or null.
 * Source: "Amazon EventBridge input transformation", EventBridge user guide.
 * @throws Error for a path or a variable that is not known here
 */
export function compileInputTransformer({
  inputPathsMap,
  inputTemplate,
}: InputTransformer): (event: unknown) => unknown {
  const paths = new Map(Object.entries(inputPathsMap).map(([name, path]) => [name, compilePath(path)]));
  paths.set(EVENT_JSON, (event) => event);
  const parts = splitTemplate(inputTemplate);
  for (const part of parts) {
    if (part.variable === undefined || paths.has(part.variable)) continue;
    throw new Error(`the input template uses <${part.variable}>, which has no path`);
  }
  return (event) => {
    const filled = parts.map((part) => {
      if (part.variable === undefined) return part.text;
      const value = paths.get(part.variable)?.(event);
      return part.quoted ? asText(value) : JSON.stringify(value ?? null);
    });
    const text = filled.join('');
    try {
      return JSON.parse(text);
    } catch {
      // A template need not be JSON: EventBridge passes any other text on as a string.
      return text;
    }
  };
}

interface Part {
  readonly text: string;
  readonly variable: string | undefined;
  /** Whether the variable stands inside a JSON string. */
  readonly quoted: boolean;
}

function splitTemplate(template: string): Part[] {
  let quoted = false;
  return (template.match(/<[\w.-]+>|\\.|"|[^<"\\]+|[<\\]/gs) ?? []).map((text) => {
    if (text === '"') quoted = !quoted;
    return { text, variable: /^<([\w.-]+)>$/.exec(text)?.[1], quoted };
  });
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

function compilePath(path: string): (event: unknown) => unknown {
  if (!/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) {
    throw new Error('a path of an input transformer must be like $.detail.name or $.resources[0]');
  }
  const steps = [...path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? index ?? '');
  return (event) => steps.reduce<unknown>((value, step) => fieldOf(value, step), event);
}

function fieldOf(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return Object.getOwnPropertyDescriptor(value, step)?.value;
}
