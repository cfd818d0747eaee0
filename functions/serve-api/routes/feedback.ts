import { feedbackReceipt } from '../../../core/contract/feedback.ts';
import { REQUESTS } from '../../../core/contract/messages.ts';
import { storeFeedback } from '../../../core/feedback/store-feedback.ts';
import { bodyOf, existingClassifierOf, type RouteHandler } from '../request.ts';

/** What applications know better: the right label of a text. 201 when it is new, 200 when it was sent before. */
export const feedbackRoutes = {
  'POST /v1/classifiers/{classifier}/feedback': async (request, context) => {
    const sent = await bodyOf(request, REQUESTS.Feedback);
    const { feedback, isNew } = await storeFeedback(context, await existingClassifierOf(request, context), sent);
    return request.json(feedbackReceipt.parse(feedback), isNew ? 201 : 200);
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;
