import type { Version } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';

/**
 * What whoever names a version that cannot be used is told.
 * @param found its record, where it has one: it was deleted then
 */
export const unusableVersion = (classifier: string, version: number, found?: Pick<Version, 'deleted'>) =>
  new LabelsmithError(
    'NotFound',
    found
      ? `version ${version} of ${classifier} was deleted on ${found.deleted?.at}`
      : `classifier ${classifier} has no version ${version}`,
    `List its versions with: labelsmith versions ${classifier}`,
  );

/** What whoever needs the version in service is told where there is none. */
export const noneInService = (classifier: string, name: 'NotFound' | 'Conflict') =>
  new LabelsmithError(
    name,
    `classifier ${classifier} has no version in service`,
    'Upload labelled texts for it and wait for its run to end, or promote one of its versions.',
  );
