// Loads a function's bundle in this fresh process, as Lambda's runtime would, and tells its first answer.
// Usage: node first-answer.mjs BUNDLE ENVIRONMENT EVENT, the last two as JSON.
const [bundle, environment, event] = process.argv.slice(2);
Object.assign(process.env, JSON.parse(environment));
const { handler } = await import(bundle);
const { statusCode, body } = await handler(JSON.parse(event));
process.stdout.write(body, () => process.exit(statusCode === 200 ? 0 : 1));
