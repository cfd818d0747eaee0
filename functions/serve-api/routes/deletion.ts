import { deletedClassifier } from '../../../core/contract/deletion.ts';
import { deleteClassifier } from '../../../core/registry/delete-classifier.ts';
import { callerOf, classifierOf, type RouteHandler } from '../request.ts';

/** Deleting all that there is of a classifier. */
export const deletionRoutes = {
  'DELETE /v1/classifiers/{classifier}': async (request, context) => {
    const deleted = await deleteClassifier(context, { classifier: classifierOf(request), by: callerOf(request) });
    return request.json(deletedClassifier.parse(deleted));
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;
