import type { Answer, HandlerInput, Route } from '@sluice/contract';

export type Language = 'zh-CN' | 'en';

/** What every handler gets beside its parsed input. */
export interface RequestContext {
  readonly requestId: string;
  readonly language: Language;
  /** What the caller proved itself with, for the handlers that end or renew it. Never logged. */
  readonly credential: Credential | undefined;
  readonly address: string;
  /** Straight from the machine that serves: no network and no proxy lies between. */
  readonly local: boolean;
  /** What the browser was told to keep for its next sign-in. Never logged. */
  readonly device: string | undefined;
  /** Fires when the caller has gone away. */
  readonly signal: AbortSignal;
  /** Signs the browser in: an HttpOnly cookie that ends at `expiresAt`. */
  setSession(token: string, expiresAt: Date): void;
  clearSession(): void;
  /** Marks the browser as one that has signed in: a cookie that opens nothing. */
  setDevice(device: string, expiresAt: Date): void;
  setHeader(name: string, value: string): void;
}

export interface Credential {
  readonly kind: 'cookie' | 'token' | 'key';
  readonly value: string;
}

type ActorOf<R extends Route, Session, Key> = R['access'] extends 'session'
  ? Session
  : R['access'] extends 'key'
    ? Key
    : undefined;

/** `context.input` is parsed by the route's schemas; `context.actor` is who the access of the route asks for. */
export interface HandlerContext<R extends Route, Session, Key> extends RequestContext {
  readonly input: HandlerInput<R>;
  readonly actor: ActorOf<R, Session, Key>;
}

export type Handler<R extends Route, Session, Key> = (context: HandlerContext<R, Session, Key>) => Promise<Answer<R>>;

/**
 * One handler for each route of an area: a route without a handler does not compile.
 * The server fixes `Session` and `Key` once (`apps/server/src/handlers.ts`); import `Handlers` from there.
 */
export type Handlers<Routes extends Readonly<Record<string, Route>>, Session, Key> = {
  readonly [Name in keyof Routes]: Handler<Routes[Name], Session, Key>;
};

/** A handler whose route is not known at compile time. */
export type AnyHandler<Session, Key> = (
  context: RequestContext & {
    readonly input: { readonly params: unknown; readonly query: unknown; readonly body: unknown };
    readonly actor: Session | Key | undefined;
  },
) => Promise<unknown>;

/** Routes with their handlers, ready to be served. */
export interface Area<Session, Key> {
  readonly routes: readonly { readonly route: Route; readonly handle: AnyHandler<Session, Key> }[];
}

/** Pairs the routes of an area with their handlers. */
export function area<Routes extends Readonly<Record<string, Route>>, Session, Key>(
  routes: Routes,
  handlers: Handlers<Routes, Session, Key>,
): Area<Session, Key> {
  return {
    routes: Object.entries(routes).map(([name, route]) => ({
      route,
      handle: handlers[name] as unknown as AnyHandler<Session, Key>,
    })),
  };
}
