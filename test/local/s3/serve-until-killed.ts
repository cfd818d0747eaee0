import { createS3Server } from '../../../local/s3/s3-server.ts';
import { BUCKET, CREDENTIALS } from './start-server.ts';

// A server in a process of its own, for tests that kill it. Its only argument is its directory; it prints its URL.
const server = await createS3Server({
  directory: process.argv[2] ?? '',
  region: 'us-east-1',
  credentials: CREDENTIALS,
  port: 0,
  onObjectCreated: () => undefined,
});
await server.createBucket(BUCKET, { versioned: process.argv[3] === 'versioned' });
process.stdout.write(`${server.url}\n`);
