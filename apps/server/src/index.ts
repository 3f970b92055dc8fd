export { auditFolder, type AuditFolderOptions } from './audit-folder.ts';
export { startServer, type RunningServer } from './start-server.ts';
export { DEFAULT_PORT, type DemoHook, type ServerOptions, type StartStep } from './server-options.ts';
export { wording } from './wording.ts';
export { buildVerifyPage, type VerifyPage } from './verify-page.ts';
