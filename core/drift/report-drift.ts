import { readArtefact, requireArtefact, writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { servedTally } from '../contract/drift.ts';
import { type DriftReport, driftReport } from '../contract/drift-report.ts';
import { driftKey, driftPrefix, parseServedKey, SERVED_PREFIX, servedPrefix, versionKey } from '../contract/keys.ts';
import { version as versionSchema } from '../contract/registry.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { READS_AT_ONCE, readArtefacts } from '../read-artefacts.ts';
import { hasVersions } from '../registry/versions.ts';
import { takeBackIfTooLate } from '../registry/written-too-late.ts';
import type { Store } from '../store.ts';
import { compareServed } from './compare-served.ts';
import { addUp } from './served-counts.ts';

export interface DriftContext {
  readonly store: Store;
  readonly clock: Clock;
}

/** A day that could not be reported, and why. */
export interface DriftFailure {
  readonly classifier: string;
  readonly error: unknown;
}

/** Tallies that are removed at the same time: a day may have thousands. */
const REMOVALS_AT_ONCE = 32;
const DAY_MS = 86_400_000;
/** How many reports are told at most, the newest. */
const MOST_REPORTS = 30;

/**
 * Compares every day that is over and has no report yet with training, for each classifier, and removes the tallies of all
 * days before yesterday: those of yesterday stay for a day, so that it can be reported again. One that cannot be reported
 * does not keep the others from it, and keeps its tallies. What is still counted of a classifier after its deletion is removed,
 * older versions of the objects included.
 */
export async function reportDrift(
  context: DriftContext,
): Promise<{ reports: DriftReport[]; failures: DriftFailure[] }> {
  const { store, clock } = context;
  const today = dayOf(clock());
  const yesterday = dayOf(new Date(clock().getTime() - DAY_MS));
  const reports: DriftReport[] = [];
  const failures: DriftFailure[] = [];
  for (const { classifier, day, keys } of await listDays(store)) {
    try {
      if (!(await hasVersions(store, classifier))) {
        await store.removeAll(servedPrefix(classifier));
        continue;
      }
      if (day >= today) continue;
      if (day === yesterday || !(await store.head(driftKey(classifier, day)))) {
        const report = await reportDay(context, { classifier, day, keys });
        if (report) reports.push(report);
      }
      if (day < yesterday) await mapConcurrently(keys, REMOVALS_AT_ONCE, (key) => store.remove(key));
    } catch (error) {
      failures.push({ classifier, error });
    }
  }
  return { reports, failures };
}

/** The newest reports of a classifier, the newest first. */
export async function readDrift(store: Store, classifier: string): Promise<DriftReport[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(driftPrefix(classifier))) keys.push(key);
  const newest = keys.slice(-MOST_REPORTS).reverse();
  return mapConcurrently(newest, READS_AT_ONCE, (key) => requireArtefact(store, key, driftReport));
}

interface ServedDay {
  readonly classifier: string;
  readonly day: string;
  readonly keys: string[];
}

async function listDays(store: Store): Promise<ServedDay[]> {
  const days = new Map<string, ServedDay>();
  for await (const { key } of store.list(SERVED_PREFIX)) {
    const found = parseServedKey(key);
    if (!found) continue;
    const name = `${found.classifier}/${found.day}`;
    const day = days.get(name) ?? { ...found, keys: [] };
    day.keys.push(key);
    days.set(name, day);
  }
  return [...days.values()];
}

/** Nothing of what other models answered: a classifier that was deleted since may have others under the same numbers. */
async function reportDay({ store, clock }: DriftContext, { classifier, day, keys }: ServedDay) {
  const tallies = await readArtefacts(store, keys, servedTally);
  const served = addUp(tallies.flatMap(({ versions }) => versions));
  const compared = await mapConcurrently(served, READS_AT_ONCE, async (counts) => {
    const found = await readArtefact(store, versionKey(classifier, counts.version), versionSchema);
    const isSame = found && (counts.model ?? found.value.model) === found.value.model;
    return isSame ? [compareServed(counts, found.value.profile)] : [];
  });
  const versions = compared.flat().sort((a, b) => b.answers - a.answers);
  if (versions.length === 0) return undefined;
  const report: DriftReport = {
    schema: 'labelsmith.drift.v1',
    classifier,
    day,
    reportedAt: clock().toISOString(),
    versions,
  };
  const key = driftKey(classifier, day);
  await writeArtefact(store, key, driftReport, report);
  return (await takeBackIfTooLate(store, classifier, key)) ? undefined : report;
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);
