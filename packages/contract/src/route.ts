import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** How a caller must have proven who they are. `session` a signed-in person, `key` a buyer's API key, `none` anyone. */
export type Access = 'none' | 'session' | 'key';

/**
 * One route of the HTTP contract. Bound by `z.core.$ZodType`, not by inferred route chains: a tenth of the type work.
 * Bodies of `content: 'bytes'` are streamed and never parsed as JSON.
 */
export interface Route {
  readonly name: string;
  readonly method: Method;
  /** `/api/v1/resources/:id`, parameters as `:name`. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly params?: z.core.$ZodType;
  readonly query?: z.core.$ZodType;
  readonly body?: z.core.$ZodType;
  readonly ok?: z.core.$ZodType;
  /** What the request carries; JSON unless said. */
  readonly accepts?: 'json' | 'bytes';
  /** What the answer carries; JSON unless said, with its media type. */
  readonly answers?: 'json' | { readonly media: string };
  /** Status of success; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204;
}

/** Declares a route and keeps its exact type. */
export const route = <const R extends Route>(definition: R): R => definition;

type Of<R, Key extends keyof Route> = R extends { readonly [K in Key]: infer S extends z.core.$ZodType } ? S : never;
type InputOf<R, Key extends keyof Route> = [Of<R, Key>] extends [never] ? undefined : z.core.input<Of<R, Key>>;
type OutputOf<R, Key extends keyof Route> = [Of<R, Key>] extends [never] ? undefined : z.core.output<Of<R, Key>>;

/** What a caller gives: as sent over the wire. */
export interface CallInput<R extends Route> {
  readonly params: InputOf<R, 'params'>;
  readonly query: InputOf<R, 'query'>;
  readonly body: R extends { readonly accepts: 'bytes' }
    ? Uint8Array | ReadableStream<Uint8Array> | Blob
    : InputOf<R, 'body'>;
}

/** What a handler gets: parsed. */
export interface HandlerInput<R extends Route> {
  readonly params: OutputOf<R, 'params'>;
  readonly query: OutputOf<R, 'query'>;
  readonly body: R extends { readonly accepts: 'bytes' } ? ReadableStream<Uint8Array> : OutputOf<R, 'body'>;
}

/** What the answer is: JSON as declared, or bytes where the route says so. */
export type Answer<R extends Route> = R extends { readonly answers: { readonly media: string } }
  ? Uint8Array | ReadableStream<Uint8Array>
  : OutputOf<R, 'ok'>;
