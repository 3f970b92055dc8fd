import type { Access } from '@sluice/contract';
import type { Authenticate } from './credentials.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { Wording } from './problem.ts';
import type { Limits } from './read-request.ts';
import type { ReceiptOf } from './receipts.ts';
import type { Rates } from './rate-limits.ts';

/** One line for each request: which route, how it went, how long. No address, no person, no path, no query, no body. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly route: string;
  readonly access: Access;
  readonly status: number;
  /** Code of the problem, empty when there was none. */
  readonly code: string;
  readonly milliseconds: number;
}

export interface RequestLog {
  answered(it: AnsweredRequest): void;
  failed(it: {
    readonly requestId: string;
    readonly route: string;
    readonly code: string;
    readonly error: unknown;
  }): void;
}

/** A request that was turned away, for the bounded security log. */
export interface Refusal {
  readonly requestId: string;
  readonly route: string;
  readonly status: number;
  readonly code: string;
  readonly address: string;
}

export interface ApiOptions<Session, Key> {
  readonly authenticate: Authenticate<Session, Key>;
  /** A stable name for whoever acts, to keep one caller's idempotency keys apart from another's. */
  readonly principalOf: (actor: Session | Key | undefined) => string;
  readonly idempotency?: IdempotencyStore;
  /** Waits for the receipt of an entry: every write with `?wait=receipt` answers with the receipts of its entries. */
  readonly receiptOf?: ReceiptOf;
  readonly wording: Wording;
  readonly limits: Limits;
  readonly rates: Rates;
  /** Served over https: cookies are `Secure` and browsers are told to stay there. */
  readonly secure: boolean;
  /** Take the caller's address from `x-forwarded-for`: only behind a proxy that sets it. */
  readonly trustProxy: boolean;
  readonly log: RequestLog;
  readonly onRefusal: (refusal: Refusal) => void;
  readonly nextRequestId: () => string;
}
