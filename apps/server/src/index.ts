export { auditFolder, type AuditFolderOptions } from './audit-folder.ts';
export { backUpFolder, type BackedUp, type BackUpOptions } from './backup/back-up-folder.ts';
export { restoreFolder, type Restored, type RestoreOptions } from './backup/restore-folder.ts';
export { rotateFolderMaster } from './rotate-folder-master.ts';
export { startServer, type RunningServer } from './start-server.ts';
export { DEFAULT_PORT, type DemoHook, type ServerOptions, type StartStep } from './server-options.ts';
export { wording } from './wording.ts';
export { buildVerifyPage, type VerifyPage } from './verify-page.ts';
export { rotateKeys, type RotateKeysOptions } from './rotate-keys.ts';
