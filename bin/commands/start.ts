import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { LocalProfile } from '../../core/contract/local-profile.ts';
import { providerName } from '../../core/contract/names.ts';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { createApiClient, unlessMissing } from '../client/api-client.ts';
import { DEFAULT_DIRECTORY } from '../client/profile.ts';
import { documentsOf } from '../client/run-documents.ts';
import { requireFile } from '../readable-file.ts';
import { SAMPLE_CLASSIFIER, SAMPLE_TEXTS } from '../sample-data/spam-assassin.ts';
import { heldOutTexts } from '../start/sample-texts.ts';
import { type ProviderOptions, stackContext } from '../start/stack-context.ts';
import { synthesize } from '../start/synthesize.ts';
import { trainOn, writeSample } from '../start/train-on.ts';
import { FAILED } from '../terminal/exit-codes.ts';
import { describeEnd } from '../terminal/run-report.ts';
import { describeAccess, describePredictions, startDocument } from '../terminal/start-report.ts';
import { classifierArgument, wholeNumber } from './arguments.ts';
import { hint, hintFor } from './client-command.ts';

const DEFAULT_PORT = 4600;
/** The classifier that a person's own texts train, when nobody names one. */
const USUAL_CLASSIFIER = 'texts';

interface StartOptions extends ProviderOptions {
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
    .option(
      '--classifier <name>',
      `the classifier's name (default: ${SAMPLE_CLASSIFIER}; with --data, ${USUAL_CLASSIFIER})`,
      classifierArgument,
    )
    .option(
      '--port <n>',
      'port of the API; the two after it are used as well; 0 takes free ones',
      wholeNumber(0, 65_533),
      DEFAULT_PORT,
    )
    .addOption(
      new Option('--provider <name>', 'who trains and serves, unless a classifier has settings of its own')
        .choices(providerName.options)
        .default('embedded'),
    )
    .option('--base-url <url>', 'the /v1 address of an openai-compatible host; else OPENAI_BASE_URL')
    .option('--base-model <name>', "the model to tune, by the provider's name for it; else the provider's choice")
    .option('--key-env <name>', "the environment variable that holds the provider's key", 'OPENAI_API_KEY')
    .option('--dir <dir>', 'where the local cloud keeps its state', DEFAULT_DIRECTORY)
    .option('--json', 'print one JSON document on stdout, and nothing else')
    .action(start);
}

async function start(options: StartOptions): Promise<void> {
  // What is kept are people's texts: whatever this process writes is its owner's alone.
  process.umask(0o077);
  const directory = resolve(options.dir);
  if (options.data !== undefined) await requireFile(options.data);
  const { context, secrets } = stackContext(options, process.env);
  const assembly = async () => {
    say('Synthesizing the stack and bundling its functions ...');
    const synthesized = await synthesize(directory, context);
    say('Starting the local cloud from the synthesized template ...');
    return synthesized;
  };
  const cloud = await startLocalCloud({ assembly, directory, port: options.port, secrets, log: say });
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  try {
    await Promise.race([trainFirst(options, directory, cloud.profile), stopped]);
    if (!options.once) {
      say('\nServing. Ctrl-C stops it; what was trained is kept.');
      await stopped;
    }
  } finally {
    await cloud.close();
  }
}

/** Trains on the given file, or on the sample unless an earlier start did, and tells how it went and how to go on. */
async function trainFirst(options: StartOptions, directory: string, profile: LocalProfile): Promise<void> {
  const client = createApiClient(profile);
  const classifier = options.classifier ?? (options.data ? USUAL_CLASSIFIER : SAMPLE_CLASSIFIER);
  const champion = (await unlessMissing(client.versions(classifier)))?.champion;
  if (options.data === undefined && champion && !options.once) {
    say(
      `Version ${champion.version} of classifier ${classifier} serves already; --data FILE trains on something else.`,
    );
    say(describeAccess(profile, classifier));
    return;
  }
  const file = options.data ?? writeSample(directory, say);
  const run = await trainOn(client, { classifier, file }, say);
  if (run.status !== 'succeeded') process.exitCode = FAILED;
  if (options.json) {
    print(JSON.stringify(startDocument(run, profile), null, 2));
    return;
  }
  print(`\n${describeEnd(run, await documentsOf(client, run.run), hintFor(options))}`);
  if (run.dataset && (run.promoted || champion)) {
    const texts = options.data ? await heldOutTexts(profile, run.dataset) : SAMPLE_TEXTS;
    print(`\n${describePredictions(texts, await client.classify(classifier, texts))}`);
  }
  // With --once, nothing will answer at these addresses.
  if (!options.once) print(`\n${describeAccess(profile, classifier, run)}`);
  else print(`\nServe it with: ${hint(options, 'start')}`);
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);
