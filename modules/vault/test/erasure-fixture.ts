export { auditSealedFiles } from '../src/index.ts';
/** A row as the engine answers it. */
export type EngineValueRow = readonly (string | number | bigint | boolean | null)[];
