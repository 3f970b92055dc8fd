export { connect, type Connection, type ConnectOptions } from './connect.ts';
export { createTransact, executePrinted, type FlushSteps, type TransactOptions } from './transact.ts';
export { migrate, type MigrationSource } from './migrate.ts';
export { wrapDatabaseError } from './database-error.ts';
export { lockFolder, type FolderLock } from './folder-lock.ts';
export { clusterFolder, copyCluster, quitCluster, type BaseBackup, type CopyFile } from './base-backup.ts';
export { placeCluster } from './place-cluster.ts';
export { folderFault } from './folder-fault.ts';
export { startEmbedded, type EmbeddedDatabase, type EmbeddedOptions } from './embedded.ts';
export { prepareExternal, type ExternalDatabase, type ExternalOptions } from './external.ts';
export { APP_ROLE, OWNER_ROLE } from './roles.ts';
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
