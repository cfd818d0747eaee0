import type { Clock } from '../core/clock.ts';

export const systemClock: Clock = () => new Date();
