import { TrainingStage } from '../support/training-stage.ts';
import { playScenarios, useStage } from './play-scenarios.ts';
import { BUCKET_SCENARIOS } from './scenarios/bucket.ts';

const stage = new TrainingStage();
useStage(stage);

playScenarios(stage, [['whose bucket fails', BUCKET_SCENARIOS]]);
