/** The CDK entry point: bundles the functions, then synthesizes the stack. Needs no AWS account and no network. */

import { App } from 'aws-cdk-lib';
import { requestTimeoutMs } from '../core/contract/environment.ts';
import { providerName } from '../core/contract/names.ts';
import { apiContext } from '../lib/api-context.ts';
import { bundleFunctions } from '../lib/function-bundles.ts';
import { LabelsmithStack } from '../lib/labelsmith-stack.ts';

process.chdir(`${import.meta.dirname}/..`);
await bundleFunctions(process.cwd());

const app = new App();
const context = (name: string): string | undefined => app.node.tryGetContext(name);
const api = apiContext(context);
const [provider, baseUrl, baseModel, keySecretName] = ['provider', 'baseUrl', 'baseModel', 'keySecret'].map(context);
const [webhookSecretName, alarmEmail] = ['webhookSecret', 'alarmEmail'].map(context);
const timeoutMs = context('providerTimeoutMs');

new LabelsmithStack(app, 'Labelsmith', {
  tuning: {
    ...(provider && { provider: providerName.parse(provider) }),
    ...(baseUrl && { baseUrl }),
    ...(baseModel && { baseModel }),
    ...(keySecretName && { keySecretName }),
    ...(timeoutMs && { timeoutMs: requestTimeoutMs.parse(timeoutMs) }),
  },
  ...(webhookSecretName && { webhookSecretName }),
  ...api,
  ...(alarmEmail && { alarmEmail }),
});
app.synth();
