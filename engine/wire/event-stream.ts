/**
 * Server-sent events as OpenAI streams them: a line of JSON for each part, then `[DONE]`. They come in one piece, because
 * all is known as soon as anything is.
 */
export function eventStream(parts: Iterable<object>): Response {
  let text = '';
  for (const part of parts) text += `data: ${JSON.stringify(part)}\n\n`;
  return new Response(`${text}data: [DONE]\n\n`, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
