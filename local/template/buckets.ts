import { z } from 'zod';
import type { ResolvedStack } from './resolved-stack.ts';

export interface BucketView {
  readonly logicalId: string;
  readonly name: string;
  readonly versioned: boolean;
  /** Whether the bucket tells EventBridge about its objects. Without that, nothing ever happens after an upload. */
  readonly raisesEvents: boolean;
}

const properties = z.object({
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
  NotificationConfiguration: z
    .object({
      // Present means enabled, unless it says otherwise: CloudFormation's own reading.
      EventBridgeConfiguration: z
        .object({ EventBridgeEnabled: z.stringbool().or(z.boolean()).default(true) })
        .optional(),
    })
    .optional(),
});

export function readBuckets(stack: ResolvedStack): BucketView[] {
  return stack.idsOf('AWS::S3::Bucket').map((logicalId) => {
    const found = stack.properties(logicalId, properties);
    return {
      logicalId,
      name: stack.identity(logicalId).name,
      versioned: found.VersioningConfiguration?.Status === 'Enabled',
      raisesEvents: found.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
    };
  });
}
