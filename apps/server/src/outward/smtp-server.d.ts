declare module 'smtp-server' {
  import type { Readable } from 'node:stream';

  /** A mail server, as far as the tests run one. */
  export class SMTPServer {
    constructor(options: {
      readonly authOptional: boolean;
      readonly disabledCommands: readonly string[];
      readonly logger: boolean;
      onData(
        stream: Readable,
        session: { readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] } },
        done: () => void,
      ): void;
    });
    readonly server: unknown;
    close(): void;
  }
}
