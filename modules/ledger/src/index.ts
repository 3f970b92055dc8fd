export { actTypes, isActType, type ActPayload, type ActType } from './act-types.ts';
export type { ActDefinition, RetainClass } from './act-types/define.ts';
export { createLedgerWriter, type LedgerWriterOptions } from './create-ledger-writer.ts';
export { createPayloadMaster, type PayloadMaster } from './flush-acts.ts';
export { decodeEntry, leafHashOf, type Entry, type StateDigest } from './entry.ts';
export { migrations } from './migrations.ts';
export { record, type Act } from './record.ts';
