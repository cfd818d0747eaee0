// Loads a function's bundle in this fresh process, as Lambda's runtime would, and tells its first answer as the last line.
// Usage: node first-answer.mjs BUNDLE ENVIRONMENT EVENT, the last two as JSON.
const [bundle, environment, event] = process.argv.slice(2);
Object.assign(process.env, JSON.parse(environment));
const { handler } = await import(bundle);
const { statusCode, body } = await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 25_000 });
process.stdout.write(`${body}\n`, () => process.exit(statusCode === 200 ? 0 : 1));
