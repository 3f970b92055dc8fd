export { connect, type Connection, type ConnectOptions } from './connect.ts';
export { createTransact, type FlushSteps, type TransactOptions } from './transact.ts';
export { migrate, type MigrationSource } from './migrate.ts';
export { wrapDatabaseError } from './database-error.ts';
export type {
  ActorRef,
  ChangedRow,
  Committed,
  Db,
  EntryRef,
  NoTables,
  PendingAct,
  PendingJob,
  SubjectRef,
  Transact,
  Tx,
} from './db.ts';
