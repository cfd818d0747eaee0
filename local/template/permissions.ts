import { z } from 'zod';
import type { ResolvedStack } from './resolved-stack.ts';

const properties = z.object({ FunctionName: z.string(), Principal: z.string(), SourceArn: z.string().optional() });

/** Tells whether the template lets an AWS service invoke a function, on behalf of the resource with that ARN. */
export type MayInvoke = (principal: string, functionArn: string, sourceArn: string) => boolean;

/** Reads the stack's `AWS::Lambda::Permission`s; what none of them allows is refused on AWS, and therefore here. */
export function readPermissions(stack: ResolvedStack): MayInvoke {
  const permissions = stack.idsOf('AWS::Lambda::Permission').map((id) => {
    const { FunctionName, Principal, SourceArn } = stack.properties(id, properties);
    return { target: FunctionName, principal: Principal, source: SourceArn && wildcard(SourceArn) };
  });
  return (principal, functionArn, sourceArn) =>
    permissions.some(
      ({ target, ...allowed }) =>
        (target === functionArn || functionArn.endsWith(`:function:${target}`)) &&
        allowed.principal === principal &&
        (!allowed.source || allowed.source.test(sourceArn)),
    );
}

/** An ARN pattern as a regular expression: `*` is any run of characters, `?` any one. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
