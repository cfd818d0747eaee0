import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { BundledFunction } from '../../lib/bundled-function.ts';
import { LabelsmithStack } from '../../lib/labelsmith-stack.ts';

export interface TrainingDefinition {
  /** The synthesized definition, each function's ARN replaced by the name of its folder. */
  readonly definition: StateMachineDefinition;
  /** Which function's folder each task calls, by the task's name. */
  readonly functionOf: ReadonlyMap<string, string>;
}

/** The training workflow as the stack synthesizes it. */
export function trainingDefinition(): TrainingDefinition {
  const stack = new LabelsmithStack(new App(), 'Labelsmith');
  const template = Template.fromStack(stack);
  const folders = new Map(
    stack.node
      .findAll()
      .filter((part) => part instanceof BundledFunction)
      .map((part) => [Stack.of(part).getLogicalId(part.node.defaultChild as never), part.folder]),
  );
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const parts: (string | Record<string, string | [string, string]>)[] =
    machine?.Properties.DefinitionString['Fn::Join'][1];
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    const id = [Object.values(part)[0]].flat()[0] ?? '';
    return folders.get(id) ?? 'aws';
  });
  const definition: StateMachineDefinition = JSON.parse(text.join(''));
  const functionOf = new Map<string, string>();
  for (const [name, state] of Object.entries(definition.States)) {
    if (state.Type === 'Task') functionOf.set(name, functionName(state.Parameters));
  }
  return { definition, functionOf };
}

function functionName(parameters: unknown): string {
  const name = typeof parameters === 'object' && parameters && 'FunctionName' in parameters && parameters.FunctionName;
  if (typeof name !== 'string') throw new Error('a task calls no function');
  return name;
}
