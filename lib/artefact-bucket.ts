import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface Access {
  /** Prefixes whose objects the function reads and lists. */
  readonly read?: readonly string[];
  /** Prefixes whose objects the function reads, lists, writes and deletes, older versions included. */
  readonly write?: readonly string[];
  /** Keys, in which `*` stands for anything, whose objects the function writes. */
  readonly put?: readonly string[];
  /** Keys as in `put`, whose objects the function removes. */
  readonly remove?: readonly string[];
}

/**
 * The bucket that is the database: private, encrypted, versioned, and heard by EventBridge. It outlives the stack,
 * because it holds what people paid for.
 */
export class ArtefactBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { noncurrentVersionExpiration: Duration.days(90) },
      ],
    });
    // The bucket's own property, and not the construct's `eventBridgeEnabled`: that one adds a custom resource.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }

  /**
   * Lets the function reach the objects under the prefixes, and tells it the bucket's name. Of the rest of the bucket it
   * may list the keys, without which S3 answers 403 in place of 404 for an object that does not exist.
   */
  grant(fn: LambdaFunction, access: Access): void {
    for (const prefix of access.read ?? []) this.bucket.grantRead(fn, `${prefix}*`);
    for (const prefix of access.write ?? []) this.bucket.grantReadWrite(fn, `${prefix}*`);
    for (const key of access.put ?? []) this.bucket.grantPut(fn, key);
    for (const key of access.remove ?? []) this.bucket.grantDelete(fn, key);
    fn.addEnvironment('BUCKET_NAME', this.bucket.bucketName);
  }
}
