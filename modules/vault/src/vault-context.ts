import type { Sealer } from '@sluice/crypto';
import type { ActorRef, Db, Transact, Tx } from '@sluice/database';
import type { Engine } from '@sluice/engines';
import type { Clock, Decision, IdSource } from '@sluice/kernel';
import type { ProgressBoard } from './batch-progress.ts';
import type { QualityWeights } from './ingest/quality.ts';
import type { EpochStatistics } from './ingest/statistics.ts';
import type { KeyFolder } from './keys/key-folder.ts';
import type { KeyStore } from './keys/key-store.ts';
import type { PlainCache } from './plain-cache.ts';
import type { SealedFiles } from './sealed-files.ts';

/** A person acting for a body in a role, as far as the vault needs to know. */
export interface Actor {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly jurisdiction: string;
}

export type VaultAct =
  | 'batch.upload'
  | 'social-data.import'
  | 'batch.read'
  | 'quarantine.read'
  | 'destruction.request'
  | 'destruction.approve'
  | 'destruction.consent'
  | 'destruction.read'
  | 'cross-check.run'
  | 'erasure.request'
  | 'erasure.approve'
  | 'erasure.read'
  | 'workspace.request-destruction'
  | 'workspace.approve-destruction';

/** What is about to be destroyed, for the modules that rest on it. */
export interface ComingDestruction {
  readonly id: string;
  readonly epochIds: readonly string[];
  readonly grantId?: string;
}

/**
 * Called inside the transaction that begins a destruction: whoever serves answers made of the data stops in the same commit.
 * What it returns is run after the commit, before the keys go.
 */
export type OnDestruction = (tx: Tx, coming: ComingDestruction) => Promise<() => void>;

/** The one decision function, as far as this module asks it. */
export interface Policy {
  decide(question: {
    readonly actor: Actor;
    readonly act: VaultAct;
    readonly objectJurisdiction: string;
    readonly ownerBody?: string | undefined;
    readonly openedBy?: string | undefined;
  }): Decision;
}

/** What became current, for whoever keeps a note of it. */
export interface CommittedEpoch {
  readonly resourceId: string;
  readonly epochId: string;
  readonly rows: number;
  /** Quality score of the batch as a share, 0 to 1. */
  readonly quality: number;
}

/** Called inside the transaction that makes an epoch current: what it writes commits with the epoch or not at all. */
export type OnEpoch = (tx: Tx, actor: ActorRef, epoch: CommittedEpoch) => Promise<void>;

/** What every use case of the vault works with; made once by `createVault`. */
export interface VaultContext {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly engine: Engine;
  readonly policy: Policy;
  readonly sealer: Sealer;
  readonly keys: KeyStore;
  readonly keyFolder: KeyFolder;
  readonly files: SealedFiles;
  readonly cache: PlainCache;
  readonly workFolder: string;
  readonly bucketKey: Uint8Array;
  /** Seals passwords and keys of sources. */
  readonly sourceKey: Uint8Array;
  readonly realNow: () => Date;
  readonly weights: QualityWeights;
  readonly maxUploadBytes: number;
  readonly onEpoch: OnEpoch;
  readonly onDestruction: OnDestruction;
  /** Wipes what the host keeps beside the vault and that may hold data: its sealed engine log, kept answers. */
  readonly wipeElsewhere: () => Promise<void>;
  /** Statistics that were unsealed, by epoch; forgotten with the epoch. */
  readonly openStatistics: Map<string, EpochStatistics>;
  readonly ruleVersion: (jurisdiction: string) => string;
  /** Named places at which tests let the process die; does nothing otherwise. */
  readonly crashPoint: (name: string) => void;
  /** How far each batch is; gone when it is finished. */
  readonly progress: ProgressBoard;
  readonly partBytes: number | undefined;
  /** Fires when the server stops: checks that still run are given up and taken up again at its next start. */
  readonly givenUp: AbortSignal;
}
