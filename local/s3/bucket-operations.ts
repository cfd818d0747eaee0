import { z } from 'zod';
import { addressedBucket, answerXml, type Operation } from './exchange.ts';
import { receiveText } from './incoming-body.ts';
import { OWNER } from './list-operations.ts';
import { S3Error } from './s3-error.ts';
import { fromXml } from './xml.ts';

/** `ListBuckets`. */
export const listBuckets: Operation = async (exchange) => {
  const buckets = exchange.service.buckets.all();
  answerXml(exchange, 'ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: { Bucket: buckets.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })) },
  });
};

/** `CreateBucket`. Whatever region is asked for, the bucket is here. */
export const createBucket: Operation = async ({ service, request, response, authorisation }) => {
  await receiveText(request, authorisation);
  if (service.buckets.has(request.bucket)) {
    throw new S3Error('BucketAlreadyOwnedByYou', 'The bucket exists already, and you own it.');
  }
  await service.buckets.create(request.bucket);
  response.writeHead(200, { location: `/${request.bucket}` }).end();
};

/** `DeleteBucket`. */
export const deleteBucket: Operation = async ({ service, request, response }) => {
  await service.buckets.delete(request.bucket);
  response.writeHead(204).end();
};

/** `HeadBucket`. */
export const headBucket: Operation = async (exchange) => {
  addressedBucket(exchange);
  exchange.response.writeHead(200, { 'x-amz-bucket-region': exchange.service.region }).end();
};

/** `GetBucketLocation`. S3's oldest region is spelt as nothing. */
export const getBucketLocation: Operation = async (exchange) => {
  addressedBucket(exchange);
  const { region } = exchange.service;
  answerXml(exchange, 'LocationConstraint', { '#text': region === 'us-east-1' ? '' : region });
};

/** `GetBucketVersioning`. */
export const getBucketVersioning: Operation = async (exchange) => {
  const { versioning } = addressedBucket(exchange);
  answerXml(exchange, 'VersioningConfiguration', { Status: versioning === 'Off' ? undefined : versioning });
};

const versioningConfiguration = z.object({ Status: z.enum(['Enabled', 'Suspended']) });

/** `PutBucketVersioning`. */
export const putBucketVersioning: Operation = async (exchange) => {
  const bucket = addressedBucket(exchange);
  const text = await receiveText(exchange.request, exchange.authorisation);
  await bucket.setVersioning(fromXml(text, 'VersioningConfiguration', versioningConfiguration).Status);
  exchange.response.writeHead(200).end();
};
