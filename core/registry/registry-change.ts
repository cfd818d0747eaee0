import type { Clock } from '../clock.ts';
import type { Store } from '../store.ts';

export interface RegistryContext {
  readonly store: Store;
  readonly clock: Clock;
}

/** A change of the registry with who makes it and why; both are kept in the history. */
export interface RegistryChange {
  readonly classifier: string;
  readonly by: string;
  readonly reason: string;
}
