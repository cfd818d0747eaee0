import type { CheckId } from '../../contract/checks.ts';
import type { Check } from '../../contract/dataset.ts';
import { GrowingList } from '../records/growing-list.ts';

export interface Finding extends Check {
  readonly id: CheckId;
}

/** The rows that checks have found. */
export class Findings {
  readonly #rows = new Map<CheckId, GrowingList<Uint32Array>>();
  readonly #groups = new Map<CheckId, number>();
  readonly #kinds = new Map<CheckId, Map<string, number>>();

  note(id: CheckId, row: number): void {
    const rows = this.#rows.get(id) ?? new GrowingList((length) => new Uint32Array(length));
    this.#rows.set(id, rows);
    rows.push(row);
  }

  /** Counts something that consists of several rows, e.g. a text with contradictory labels. */
  noteGroups(id: CheckId, groups = 1): void {
    this.#groups.set(id, this.groupsOf(id) + groups);
  }

  /** Counts a row by what was found in it. */
  noteKind(id: CheckId, kind: string): void {
    const kinds = this.#kinds.get(id) ?? new Map<string, number>();
    this.#kinds.set(id, kinds);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  groupsOf(id: CheckId): number {
    return this.#groups.get(id) ?? 0;
  }

  /** Rows by what was found in them. */
  kindsOf(id: CheckId): ReadonlyMap<string, number> {
    return this.#kinds.get(id) ?? new Map();
  }

  /** The rows in the file's order. */
  rowsOf(id: CheckId): number[] {
    return Array.from(this.#rows.get(id)?.view().sort() ?? []);
  }
}
