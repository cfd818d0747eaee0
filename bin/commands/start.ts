import { resolve } from 'node:path';
import { Command } from 'commander';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { createApiClient } from '../client/api-client.ts';
import { DEFAULT_DIRECTORY } from '../client/profile.ts';
import { requireFile } from '../client/require-file.ts';
import { CommandError } from '../command-error.ts';
import { SAMPLE_CLASSIFIER, SAMPLE_TEXTS } from '../sample-data/spam-assassin.ts';
import { synthesize } from '../start/synthesize.ts';
import { trainOn, writeSample } from '../start/train-on.ts';
import { FAILED } from '../terminal/exit-codes.ts';
import { describeEnd } from '../terminal/run-report.ts';
import { describeAccess, describePredictions, startDocument } from '../terminal/start-report.ts';
import { classifierArgument, wholeNumber } from './arguments.ts';

const DEFAULT_PORT = 4600;

interface StartOptions {
  readonly once?: true;
  readonly data?: string;
  readonly classifier?: string;
  readonly port: number;
  readonly dir: string;
  readonly json?: true;
}

/** `labelsmith start`: the local cloud, a first run on it, and the API that serves the result. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the whole system on this machine; trains on sample e-mails unless told otherwise')
    .option('--once', 'one run, then exit')
    .option('--data <file>', 'labelled texts to train on')
    .option('--classifier <name>', "the classifier's name", classifierArgument)
    .option(
      '--port <n>',
      'port of the API; the two after it are used as well; 0 takes free ones',
      wholeNumber(0, 65_533),
      DEFAULT_PORT,
    )
    .option('--dir <dir>', 'where the local cloud keeps its state', DEFAULT_DIRECTORY)
    .option('--json', 'print one JSON document on stdout, and nothing else')
    .action(start);
}

async function start(options: StartOptions): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const directory = resolve(options.dir);
  const classifier = options.classifier ?? (options.data ? 'texts' : SAMPLE_CLASSIFIER);
  if (options.data !== undefined) await requireFile(options.data);
  const assembly = async () => {
    say('Synthesizing the stack and bundling its functions ...');
    const synthesized = await synthesize(directory);
    say('Starting the local cloud from the synthesized template ...');
    return synthesized;
  };
  const cloud = await startLocalCloud({ assembly, directory, port: options.port, log: say });
  // Without this, Ctrl-C during the run would leave the port taken until the last worker has noticed.
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  try {
    const client = createApiClient(cloud.profile);
    const serving = await servingVersion(client, classifier);
    if (options.data === undefined && serving !== null && !options.once) {
      say(`Version ${serving} of classifier ${classifier} serves already; --data FILE trains on something else.`);
      say(describeAccess(cloud.profile, classifier));
    } else {
      const file = options.data ?? writeSample(directory, say);
      const ended = await Promise.race([trainOn(client, { classifier, file }, say), stopped]);
      if (!ended) throw new CommandError('stopped before the run had ended', 'The next start goes on with it.');
      if (options.json) process.stdout.write(`${JSON.stringify(startDocument(ended, cloud.profile), null, 2)}\n`);
      else process.stdout.write(`\n${describeEnd(ended)}\n`);
      if (ended.status !== 'succeeded') process.exitCode = FAILED;
      if (!options.json && ended.version !== null) {
        const texts = options.data ? [] : SAMPLE_TEXTS;
        if (texts.length)
          process.stdout.write(`\n${describePredictions(texts, await client.classify(classifier, texts))}\n`);
        process.stdout.write(`\n${describeAccess(cloud.profile, classifier, ended)}\n`);
      }
    }
    if (!options.once) {
      say('\nServing. Ctrl-C stops it; what was trained is kept.');
      await stopped;
    }
  } finally {
    await cloud.close();
  }
}

/** The version that an earlier start put into service, if any. */
async function servingVersion(client: ReturnType<typeof createApiClient>, classifier: string): Promise<number | null> {
  const { champion } = await client.versions(classifier);
  return champion?.version ?? null;
}
