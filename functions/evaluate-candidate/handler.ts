import { evaluateCandidate } from '../../core/evaluation/evaluate-candidate.ts';
import { workflowStep } from '../../services/input/workflow-step.ts';
import { environment } from './environment.ts';

export const handler = workflowStep(environment.parse(process.env), evaluateCandidate);
