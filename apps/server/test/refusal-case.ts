import type { Role } from '@sluice/identity';

/** Things of one city that the routes are tried on. */
export interface Things {
  readonly jurisdiction: string;
  readonly body: string;
  readonly membership: string;
  readonly system: string;
  readonly resource: string;
  readonly demand: string;
  readonly batch: string;
  /** An application under review, with its current step. */
  readonly application: string;
  readonly step: string;
  /** The case of that application. */
  readonly case: string;
  readonly document: string;
  readonly grant: string;
  readonly product: string;
  readonly order: string;
  readonly key: string;
  readonly entry: string;
}

interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What is sent, and who must not get through with it. A route without a line here fails the test. */
export interface RefusalCase {
  readonly send: (things: Things) => Sent;
  /** Roles of the same city that are answered 403 with the reason. */
  readonly wrong?: readonly Role[];
  /** Somebody of the same role, of another body in the same city: 403 or 404. */
  readonly rival?: Role;
  /** The right role of another city: 403 or 404, or an answer in which nothing of this city stands. */
  readonly foreign?: Role;
  /** Why no role and no city is refused here. */
  readonly open?: string;
}

/** Sends to the thing of a kind. */
export const on = (id: keyof Things, body?: unknown) => (things: Things) => ({
  params: { id: things[id] },
  ...(body === undefined ? {} : { body }),
});
export const nothing = () => ({});
export const PUBLIC = 'public';
