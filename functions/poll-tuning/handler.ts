import { pollTuning } from '../../core/tuning/poll-tuning.ts';
import { workflowStep } from '../../services/input/workflow-step.ts';
import { environment } from './environment.ts';

export const handler = workflowStep(environment.parse(process.env), pollTuning);
