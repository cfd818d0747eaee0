import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { LabelsmithStack, type LabelsmithStackProps } from '../../lib/labelsmith-stack.ts';
import { resolveStack } from '../../local/template/resolved-stack.ts';
import { readStack } from '../../local/template/stack-views.ts';
import { readTemplate } from '../../local/template/template.ts';

let outdir: string;
afterEach(() => rm(outdir, { recursive: true, force: true }));

/** The stack as the local cloud reads it. */
async function viewsOf(props: LabelsmithStackProps) {
  outdir = await mkdtemp(join(tmpdir(), 'labelsmith-synth-'));
  const app = new App({ outdir });
  new LabelsmithStack(app, 'Labelsmith', props);
  app.synth();
  const template = await readTemplate(outdir);
  return () => {
    const endpoints = new Map<string, string>();
    const stack = resolveStack(template, { region: 'us-east-1', account: '000000000000' }, endpoints);
    for (const id of stack.idsOf('AWS::ApiGatewayV2::Api')) endpoints.set(`${id}.ApiEndpoint`, 'http://127.0.0.1:1');
    return readStack(stack);
  };
}

test.each<[string, LabelsmithStackProps, object]>([
  ['as usual', {}, { rate: 200, burst: 400 }],
  ['as it is told', { throttle: { rate: 50, burst: 7 } }, { rate: 50, burst: 7 }],
])('the stage is limited locally %s', async (_, props, throttle) => {
  const views = await viewsOf(props);
  expect(views().httpApis.map((api) => api.throttle)).toEqual([throttle]);
});

test.each<[string, LabelsmithStackProps]>([
  ['IAM', { access: { auth: 'iam' } }],
  ['JSON web tokens', { access: { auth: 'jwt', issuer: 'https://id.example/', audience: ['api'], scopePrefix: '' } }],
])('a stack with %s is not run locally with anybody let in: it is refused with what to do', async (_, props) => {
  const views = await viewsOf(props);
  expect(views).toThrow(/knows bearer tokens only.*-c auth=token/s);
});
