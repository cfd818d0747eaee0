import { type BucketView, readBuckets } from './buckets.ts';
import { type FunctionView, readFunctions } from './functions.ts';
import { type HttpApiView, readHttpApis } from './http-apis.ts';
import { readPermissions } from './permissions.ts';
import type { ResolvedStack } from './resolved-stack.ts';
import { type RuleView, readRules } from './rules.ts';
import { readSchedules, type ScheduleView } from './schedules.ts';
import { readSecrets, type SecretView } from './secrets.ts';
import { readStateMachines, type StateMachineView } from './state-machines.ts';

/** All of a stack that the local cloud runs. What else the template holds (roles, alarms, log groups) it leaves aside. */
export interface StackViews {
  readonly buckets: readonly BucketView[];
  readonly functions: readonly FunctionView[];
  readonly stateMachines: readonly StateMachineView[];
  readonly rules: readonly RuleView[];
  readonly schedules: readonly ScheduleView[];
  readonly httpApis: readonly HttpApiView[];
  readonly secrets: readonly SecretView[];
}

/** @throws Error naming the first resource that cannot be run locally, and why */
export function readStack(stack: ResolvedStack): StackViews {
  const functions = readFunctions(stack);
  const functionArns = new Set(functions.map(({ arn }) => arn));
  const mayInvoke = readPermissions(stack);
  return {
    functions,
    buckets: readBuckets(stack),
    stateMachines: readStateMachines(stack),
    rules: readRules(stack, functionArns, mayInvoke),
    schedules: readSchedules(stack, functionArns),
    httpApis: readHttpApis(stack, mayInvoke),
    secrets: readSecrets(stack),
  };
}
