import type { JsonObject } from '@sluice/kernel';
import type { Kysely, Transaction } from 'kysely';

/** No table is known here; a module adds its own with `db.q.withTables<ItsTables>()`. */
export type NoTables = Record<never, never>;

/** A handle that reads. Every read function takes it as its first argument. */
export interface Db {
  readonly q: Kysely<NoTables>;
}

declare const insideTransaction: unique symbol;

/**
 * A handle that writes; only `transact` makes one. It reads too, so it can be passed where a `Db` is asked for.
 * What is put into `acts` and `jobs` is flushed as the last statements of the same transaction.
 */
export interface Tx extends Db {
  readonly q: Transaction<NoTables>;
  readonly [insideTransaction]: true;
  /** The transaction's time, from the server's clock: one instant for all that happens in it. */
  readonly at: Date;
  /** Filled by `record` of the ledger module, never directly. */
  readonly acts: PendingAct[];
  readonly jobs: PendingJob[];
}

/** A person acting for a body in a role, or a part of the system. Pseudonyms and ids only: never a name. */
export type ActorRef =
  | { readonly kind: 'person'; readonly person: string; readonly body: string; readonly role: string }
  | { readonly kind: 'system'; readonly part: string };

/** What an act is about, and how: `rel` says the direction in which a reader follows the trace. */
export interface SubjectRef {
  readonly kind: string;
  readonly id: string;
  /** `about` the object itself · `uses` something upstream (source side) · `for` something downstream. */
  readonly rel: 'about' | 'uses' | 'for';
}

/** A ledgered row that an act changed; its state after the act is digested into the entry. */
export interface ChangedRow {
  readonly table: string;
  readonly id: string;
}

/** An act waiting for the end of its transaction. */
export interface PendingAct {
  readonly type: string;
  readonly stream: string;
  readonly actor: ActorRef;
  readonly subjects: readonly SubjectRef[];
  readonly rows: readonly ChangedRow[];
  readonly ruleVersion: string;
  readonly payload: JsonObject;
  readonly retainClass: string;
}

/** Work to be done after the commit, at least once. */
export interface PendingJob {
  readonly queue: string;
  readonly data: JsonObject;
  readonly startAfter?: Date;
  readonly singletonKey?: string;
}

/** Where an act stands in the evidence: known at commit, its place in the log a moment later. */
export interface EntryRef {
  readonly entryId: string;
  readonly stream: string;
  readonly streamSeq: number;
  readonly leafHash: string;
}

export interface Committed<T> {
  readonly value: T;
  readonly evidence: readonly EntryRef[];
}

/** The only door to writing: effect, entries and jobs commit together or not at all. */
export type Transact = <T>(work: (tx: Tx) => Promise<T>) => Promise<Committed<T>>;
