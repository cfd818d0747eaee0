/** The part of saxen's interface that is used; the package brings no types. */
declare module 'saxen' {
  export class Parser {
    on(
      event: 'openTag',
      listen: (name: string, attributes: () => Record<string, string>, decode: (text: string) => string) => void,
    ): this;
    on(event: 'closeTag', listen: (name: string) => void): this;
    on(event: 'text', listen: (text: string, decode: (text: string) => string) => void): this;
    on(event: 'cdata', listen: (text: string) => void): this;
    on(event: 'error' | 'warn', listen: (error: Error) => void): this;
    parse(xml: string): this;
    stop(): void;
  }
}
