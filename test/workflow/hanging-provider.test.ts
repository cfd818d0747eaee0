import { TrainingStage } from '../support/training-stage.ts';
import { playScenarios, useStage } from './play-scenarios.ts';
import { HANGING_SCENARIOS } from './scenarios/hanging.ts';

/** Enough for every answer that does come; what never comes need not be waited for as long as on AWS. */
const stage = new TrainingStage({ PROVIDER_TIMEOUT_MS: '3000' });
useStage(stage);

playScenarios(stage, [['whose provider is silent', HANGING_SCENARIOS]]);
