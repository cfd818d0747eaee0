import { z } from 'zod';
import type { ResolvedStack } from './resolved-stack.ts';

/** One EventBridge Scheduler schedule that is enabled. */
export interface ScheduleView {
  readonly logicalId: string;
  readonly arn: string;
  /** `rate(...)`, `cron(...)` or `at(...)`. */
  readonly expression: string;
  /** IANA time zone. */
  readonly timezone: string;
  readonly functionArn: string;
  /** The event as JSON text, possibly with `<aws.scheduler...>` placeholders; undefined for the Scheduler's own event. */
  readonly input: string | undefined;
}

const properties = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.string().default('ENABLED'),
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string('a schedule needs a role that may invoke its target'),
    Input: z.string().optional(),
  }),
});

/** @throws Error when a schedule's target is not a function of the stack */
export function readSchedules(stack: ResolvedStack, functionArns: ReadonlySet<string>): ScheduleView[] {
  return stack.idsOf('AWS::Scheduler::Schedule').flatMap((logicalId) => {
    const { Target, State, ...found } = stack.properties(logicalId, properties);
    if (State === 'DISABLED') return [];
    if (!functionArns.has(Target.Arn)) {
      throw new Error(`${logicalId}: locally, a schedule's target is a function of the stack, not ${Target.Arn}.`);
    }
    const { name, attributes } = stack.identity(logicalId);
    return [
      {
        logicalId,
        arn: attributes['Arn'] ?? name,
        expression: found.ScheduleExpression,
        timezone: found.ScheduleExpressionTimezone,
        functionArn: Target.Arn,
        input: Target.Input,
      },
    ];
  });
}
