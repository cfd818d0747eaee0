import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  JsonPath,
  LogLevel,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { z } from 'zod';
import {
  decideOutput,
  evaluateOutput,
  prepareOutput,
  STATES,
  storeOutput,
  tuningOutput,
} from '../../core/contract/workflow.ts';
import { ERROR_NAMES } from '../../core/errors.ts';
import type { BundledFunction } from '../bundled-function.ts';
import { RETRIES } from './retries.ts';
import type { WorkflowFunctions } from './workflow-functions.ts';

/** A task waits this much longer than its function runs, so that two attempts of one step never overlap. */
const TASK_GRACE_SECONDS = 60;

/** Where the error lies that Record failure is told of. */
const CATCH_ALL = { errors: ['States.ALL'], resultPath: '$.failure' };

/** A run that has not ended after two weeks never will: no provider's job lasts that long. */
const LONGEST_RUN = Duration.days(14);

/** The state machine: prepare, tune, wait, store, evaluate, decide. Names of states are sentences an operator reads. */
export class TrainingWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, functions: WorkflowFunctions) {
    super(scope, id);
    const runFailed = new Fail(this, STATES.failed, { errorPath: '$.failure.Error', causePath: '$.failure.Cause' });
    // What cannot be recorded now is told again: the execution's failure is an event that the same function hears.
    const recordFailure = this.#task(STATES.recordFailure, functions.recordFailure)
      .addCatch(runFailed, { errors: ['States.ALL'], resultPath: JsonPath.DISCARD })
      .next(runFailed);
    const step = (name: string, fn: BundledFunction, result: string, answer: z.ZodObject) =>
      this.#task(name, fn, { name: result, answer }).addCatch(recordFailure, CATCH_ALL);

    const runComplete = new Succeed(this, STATES.complete);
    const runBlocked = new Succeed(this, STATES.blocked);

    const evaluate = step(STATES.evaluate, functions.evaluateCandidate, 'evaluation', evaluateOutput);
    const candidateScored = new Choice(this, STATES.candidateScored);
    // Whoever was promoted in the meantime is the one to be compared with.
    const decide = this.#task(STATES.decide, functions.decidePromotion, { name: 'decision', answer: decideOutput })
      .addCatch(evaluate, { errors: [ERROR_NAMES.ChampionChanged], resultPath: JsonPath.DISCARD })
      .addCatch(recordFailure, CATCH_ALL);
    const waitForResults = new Wait(this, STATES.waitForResults, {
      time: WaitTime.secondsPath('$.results.waitSeconds'),
    });
    const judge = step(STATES.storeResults, functions.storeResults, 'results', storeOutput).next(
      new Choice(this, STATES.resultsStored)
        .when(Condition.stringEquals('$.results.outcome', 'late'), waitForResults)
        .otherwise(evaluate.next(candidateScored)),
    );
    waitForResults.next(judge);
    candidateScored
      .when(Condition.stringEquals('$.evaluation.outcome', 'more'), evaluate)
      .otherwise(decide.next(runComplete));

    const wait = new Wait(this, STATES.wait, { time: WaitTime.secondsPath('$.tuning.waitSeconds') });
    const poll = step(STATES.pollTuning, functions.pollTuning, 'tuning', tuningOutput).next(
      new Choice(this, STATES.tuningFinished)
        .when(Condition.stringEquals('$.tuning.outcome', 'ended'), judge)
        .otherwise(wait),
    );
    wait.next(poll);

    const waitToStart = new Wait(this, STATES.waitToStart, { time: WaitTime.secondsPath('$.tuning.waitSeconds') });
    const tune = step(STATES.startTuning, functions.startTuning, 'tuning', tuningOutput).next(
      new Choice(this, STATES.tuningStarted)
        .when(Condition.stringEquals('$.tuning.outcome', 'blocked'), runBlocked)
        .when(Condition.stringEquals('$.tuning.outcome', 'ended'), judge)
        .when(Condition.stringEquals('$.tuning.outcome', 'busy'), waitToStart)
        .otherwise(wait),
    );
    waitToStart.next(tune);

    const start = step(STATES.prepare, functions.prepareDataset, 'preparation', prepareOutput).next(
      new Choice(this, STATES.worthTuning)
        .when(Condition.stringEquals('$.preparation.outcome', 'tune'), tune)
        .when(Condition.stringEquals('$.preparation.outcome', 'known'), runComplete)
        .otherwise(runBlocked),
    );

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromChainable(start),
      stateMachineType: StateMachineType.STANDARD,
      timeout: LONGEST_RUN,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          logGroupName: '/aws/vendedlogs/states/labelsmith',
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
  }

  /** Lets the function start executions, and tells it of which machine. */
  grantStart(fn: LambdaFunction): void {
    this.stateMachine.grantStartExecution(fn);
    fn.addEnvironment('STATE_MACHINE_ARN', this.stateMachine.stateMachineArn);
  }

  /** Lets the function look at executions, and stop them. */
  grantStop(fn: LambdaFunction): void {
    this.stateMachine.grantExecution(fn, 'states:DescribeExecution', 'states:StopExecution');
  }

  /** One function as a task: of its answer, only the named fields travel on, under `$.<result>`. */
  #task(name: string, fn: BundledFunction, result?: { name: string; answer: z.ZodObject }): LambdaInvoke {
    const task = new LambdaInvoke(this, name, {
      lambdaFunction: fn,
      payload: TaskInput.fromJsonPathAt('$'),
      ...(result && {
        resultSelector: Object.fromEntries(
          Object.keys(result.answer.shape).map((field) => [`${field}.$`, `$.Payload.${field}`]),
        ),
      }),
      resultPath: result ? `$.${result.name}` : JsonPath.DISCARD,
      taskTimeout: Timeout.duration(Duration.seconds(fn.timeoutSeconds + TASK_GRACE_SECONDS)),
      retryOnServiceExceptions: false,
    });
    for (const retry of RETRIES) task.addRetry(retry);
    return task;
  }
}
