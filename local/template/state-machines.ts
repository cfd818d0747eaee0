import { z } from 'zod';
import type { ResolvedStack } from './resolved-stack.ts';

/** One state machine, its definition with every reference resolved. */
export interface StateMachineView {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** The Amazon States Language, as parsed JSON. */
  readonly definition: Readonly<Record<string, unknown>>;
}

const definition = z.record(z.string(), z.unknown());

const properties = z.object({
  DefinitionString: z.string().optional(),
  Definition: definition.optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  RoleArn: z.string(),
  StateMachineType: z.literal('STANDARD', 'only standard workflows run locally').default('STANDARD'),
});

/** @throws Error when a definition is not JSON, or lies in a bucket, where a template cannot show it */
export function readStateMachines(stack: ResolvedStack): StateMachineView[] {
  return stack.idsOf('AWS::StepFunctions::StateMachine').map((logicalId) => {
    const found = stack.properties(logicalId, properties);
    const { name, ref } = stack.identity(logicalId);
    const text = found.DefinitionString ?? (found.Definition && JSON.stringify(found.Definition));
    if (text === undefined) throw new Error(`${logicalId}: the template must hold the definition itself.`);
    const substituted = text.replace(
      /\$\{(\w+)\}/g,
      (whole, key: string) => found.DefinitionSubstitutions[key] ?? whole,
    );
    return { logicalId, name, arn: ref, roleArn: found.RoleArn, definition: parse(substituted, logicalId) };
  });
}

function parse(text: string, logicalId: string): Record<string, unknown> {
  try {
    return definition.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${logicalId}.Properties.DefinitionString is not a JSON object.`, { cause });
  }
}
