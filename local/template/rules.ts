import { z } from 'zod';
import type { MayInvoke } from './permissions.ts';
import type { ResolvedStack } from './resolved-stack.ts';

export interface RuleTarget {
  readonly arn: string;
  /** A constant event, as JSON text, instead of the one that matched. */
  readonly input?: string;
  readonly inputTransformer?: {
    readonly inputPathsMap: Readonly<Record<string, string>>;
    readonly inputTemplate: string;
  };
}

/** An EventBridge rule that is enabled: it matches a pattern, or ticks by a schedule. */
export interface RuleView {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly pattern: Readonly<Record<string, unknown>> | undefined;
  readonly schedule: string | undefined;
  readonly targets: readonly RuleTarget[];
}

const target = z.object({
  Arn: z.string(),
  Input: z.string().optional(),
  InputPath: z.never('InputPath is not supported locally; use InputTransformer').optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
});

const properties = z.object({
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  EventBusName: z.never('only the default event bus exists locally').optional(),
  Targets: z.array(target).default([]),
});

const PRINCIPAL = 'events.amazonaws.com';

/** @throws Error when a rule's target is not a function of the stack, or the rule may not invoke it */
export function readRules(stack: ResolvedStack, functionArns: ReadonlySet<string>, mayInvoke: MayInvoke): RuleView[] {
  return stack.idsOf('AWS::Events::Rule').flatMap((logicalId) => {
    const found = stack.properties(logicalId, properties);
    if (found.State === 'DISABLED') return [];
    const { name, attributes } = stack.identity(logicalId);
    const arn = attributes['Arn'] ?? name;
    const targets = found.Targets.map(({ Arn, Input, InputTransformer }) => {
      if (!functionArns.has(Arn))
        throw new Error(`${logicalId}: locally, a rule's target is a function of the stack, not ${Arn}.`);
      if (!mayInvoke(PRINCIPAL, Arn, arn)) {
        throw new Error(`${logicalId}: the stack has no AWS::Lambda::Permission that lets ${PRINCIPAL} invoke ${Arn}.`);
      }
      return {
        arn: Arn,
        ...(Input !== undefined && { input: Input }),
        ...(InputTransformer && {
          inputTransformer: {
            inputPathsMap: InputTransformer.InputPathsMap,
            inputTemplate: InputTransformer.InputTemplate,
          },
        }),
      };
    });
    return [{ logicalId, name, arn, pattern: found.EventPattern, schedule: found.ScheduleExpression, targets }];
  });
}
