import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { WorkflowInput } from '../../core/contract/workflow.ts';
import { errorOfEnd } from '../../core/run/failure-events.ts';
import type { RunExecutions } from '../../core/run/run-executions.ts';

/** The executions of the training workflow at Step Functions. An execution's name is its run's id. */
export function stepFunctionsExecutions(client: SFNClient, stateMachineArn: string): RunExecutions {
  const arnOf = (run: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
  return {
    async start({ run, classifier, source, force }) {
      const input: WorkflowInput = { run, classifier, source, force };
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name: run, input: JSON.stringify(input) }));
        return true;
      } catch (error) {
        // One that is under way with this input is answered as if it had just been started.
        if (error instanceof ExecutionAlreadyExists) return false;
        throw error;
      }
    },

    async find(run) {
      try {
        const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn: arnOf(run) }));
        return {
          // One that waits to be taken up again has not ended either.
          underWay: status === 'RUNNING' || status === 'PENDING_REDRIVE',
          stopped: status === 'ABORTED',
          error: errorOfEnd(status, error),
          cause: cause ?? '',
        };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },

    async stop(run, cause) {
      await client.send(new StopExecutionCommand({ executionArn: arnOf(run), error: 'Cancelled', cause }));
    },
  };
}
