import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { handle, type LambdaContext } from 'hono/aws-lambda';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { signedSecret } from '../../services/aws/signed-secret.ts';
import { stepFunctionsExecutions } from '../../services/aws/step-functions-executions.ts';
import { lateProviders } from '../../services/late-providers.ts';
import { cachedSecret } from '../../services/secret-value.ts';
import { systemClock } from '../../services/system-clock.ts';
import { createApi } from './api.ts';
import { type ApiEvent, authorisedEvent } from './authorised-event.ts';
import { environment } from './environment.ts';

const told = environment.parse(process.env);
const s3 = new S3Client();
const store = createS3Store(s3, told.BUCKET_NAME);
/** For the one prediction that a rollback asks for: somebody waits for its answer, in an incident. */
const PATIENCE_MS = 3_000;
const { WEBHOOK_SECRET_NAME: webhookSecret } = told;

const serve = handle(
  createApi({
    s3,
    bucket: told.BUCKET_NAME,
    access: told.API_ACCESS,
    store,
    clock: systemClock,
    executions: stepFunctionsExecutions(new SFNClient(), told.STATE_MACHINE_ARN),
    providers: lateProviders(told, store, systemClock, PATIENCE_MS),
    webhookSecret: webhookSecret ? cachedSecret(signedSecret(webhookSecret)).read : async () => '',
  }),
);

export const handler = (event: ApiEvent, context: LambdaContext) => serve(authorisedEvent(event), context);
