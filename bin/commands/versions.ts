import type { Command } from 'commander';
import { percent } from '../../core/contract/numbers.ts';
import type { Champion, Version } from '../../core/contract/registry.ts';
import { describeAbstention, describeCalibration } from '../terminal/evaluation-report.ts';
import { describeSunset } from '../terminal/sunset-report.ts';
import { drawRows } from '../terminal/table.ts';
import { classifierArgument, timeArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** Number, what it does, accuracy, calibration error, cost, when it was made, and its model. */
const COLUMNS = [{ align: 'right' }, {}, { align: 'right' }, {}, { align: 'right' }, {}, {}] as const;

/** `labelsmith versions NAME`: the versions of a classifier, and which one serves; with `--at`, which one served then. */
export function versionsCommand(): Command {
  return clientCommand('versions', 'list the versions of a classifier')
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .option('--at <time>', 'only the version that was in service at this time, e.g. 2026-11-26T08:00:00Z', timeArgument)
    .action(async (classifier: string, options: ClientOptions & { at?: string }) => {
      if (options.at !== undefined) return printChampionAt(classifier, options.at, options);
      const found = await clientOf(options).versions(classifier);
      const lines = drawRows(
        COLUMNS,
        found.versions.map((version) => rowOf(version, found.champion)),
      );
      const serving = found.versions.find(({ version }) => version === found.champion?.version);
      if (serving?.calibration) lines.push(describeCalibration(serving.calibration));
      if (serving?.abstention) lines.push(...describeAbstention(serving.abstention));
      if (found.sunset) lines.push(...describeSunset(found.sunset));
      print(options, found, lines.join('\n') || `Classifier ${classifier} has no versions yet.`);
    });
}

function rowOf(described: Version, champion: Champion | null): string[] {
  const { calibration, costUsd, createdAt, deleted, metrics, model, version } = described;
  const error = (calibration ?? metrics).expectedCalibrationError;
  return [
    String(version),
    deleted ? 'deleted' : version === champion?.version ? 'serves' : '',
    percent(metrics.accuracy),
    `ECE ${error === null ? '-' : error.toFixed(3)}`,
    `$${costUsd.toFixed(2)}`,
    createdAt,
    model,
  ];
}

async function printChampionAt(classifier: string, at: string, options: ClientOptions): Promise<void> {
  const found = await clientOf(options).championAt(classifier, at);
  const end = found.until === null ? '' : ` until ${found.until}`;
  print(
    options,
    found,
    `Version ${found.version} of ${classifier}: from ${found.since}${end}, ${found.action} by ${found.by}.`,
  );
}
