import { sha256, sm3 } from '@sluice/crypto';
import { createTreeHash } from './tlog/tree-hash.ts';

/** The log's tree hash by the native SHA-256. */
export const treeHash = createTreeHash((bytes) => sha256.digest(bytes));

/** The hash of the SM3 twin tree. */
export const twinTreeHash = createTreeHash((bytes) => sm3.digest(bytes));
