import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@sluice/crypto';
import type { ActorRef, Db, Transact, Tx } from '@sluice/database';
import type { PayloadMaster } from './flush-acts.ts';
import { syncFolder } from './log/durable-file.ts';
import {
  KEY_FILES,
  nextFile,
  openLogKeys,
  openPair,
  signerOf,
  twinOrigin,
  withPolicy,
  type KeySlot,
  type LogKeys,
  type LogSigner,
} from './log-keys.ts';
import { openPayloads } from './open-payload.ts';
import { findStream } from './read-entries.ts';
import { record } from './record.ts';
import { KEY_STREAM } from './verifier/bundle-format.ts';

const ACTOR: ActorRef = { kind: 'system', part: 'ledger' };
const RULES = '1';
/** Introductions and retirements are few; no log has this many. */
const MOST = 10_000;

const allOf = (keys: LogKeys): readonly LogSigner[] => [...keys.signers, ...(keys.twin ? [keys.twin] : [])];
const nameOf = ({ key }: LogSigner): string => `${key.name}+${toHex(key.id)}`;

/** Keys that the log's own entries introduced and did not retire, as `name+id`, each with the entry that introduced it. */
async function validKeys(db: Db, master: PayloadMaster): Promise<ReadonlyMap<string, string>> {
  const story = await findStream(db, KEY_STREAM, 0, MOST);
  const openings = await openPayloads(
    db,
    master,
    story.map((one) => one.entry.id),
  );
  const payloads = new Map(
    openings.map((one) => [one.entryId, JSON.parse(one.text) as { keyName: string; keyId: string }]),
  );
  const valid = new Map<string, string>();
  for (const { entry } of story) {
    const payload = payloads.get(entry.id);
    const name = `${payload?.keyName ?? ''}+${payload?.keyId ?? ''}`;
    if (entry.type === 'system.key-introduced') valid.set(name, entry.id);
    else if (entry.type === 'system.key-retired') valid.delete(name);
  }
  return valid;
}

function recordIntroduced(tx: Tx, { key }: LogSigner): void {
  record(tx, {
    type: 'system.key-introduced',
    stream: KEY_STREAM,
    actor: ACTOR,
    rows: [],
    ruleVersion: RULES,
    payload: {
      algorithm: key.algorithm,
      keyName: key.name,
      keyId: toHex(key.id),
      publicKey: toHex(key.publicKey),
    },
  });
}

function recordRetired(tx: Tx, { key }: LogSigner): void {
  record(tx, {
    type: 'system.key-retired',
    stream: KEY_STREAM,
    actor: ACTOR,
    rows: [],
    ruleVersion: RULES,
    payload: { keyName: key.name, keyId: toHex(key.id) },
  });
}

interface KeyParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly master: PayloadMaster;
}

/** Enters every key that has no entry yet: at the first start, after an upgrade, and when a suite adds a key. */
export async function introduceKeys({ db, transact, master }: KeyParts, keys: LogKeys): Promise<void> {
  const valid = await validKeys(db, master);
  const fresh = allOf(keys).filter((one) => !valid.has(nameOf(one)));
  if (fresh.length > 0) await transact(async (tx) => fresh.forEach((one) => recordIntroduced(tx, one)));
}

/** A ledger that signs with given keys, for as long as the handing over takes. */
export interface HandOverLedger {
  readonly transact: Transact;
  start(): void;
  stop(): Promise<void>;
  /** The entry's receipt. */
  waitFor(entryId: string): Promise<string>;
}

export interface RotationParts {
  readonly folder: string;
  readonly db: Db;
  /** With the witnesses of the log, so that they cosign what old and new keys sign together. */
  readonly openLedger: (keys: LogKeys, master: PayloadMaster) => HandOverLedger | Promise<HandOverLedger>;
}

export interface Rotation {
  /** Names of the keys, `name+id`. */
  readonly introduced: readonly string[];
  readonly retired: readonly string[];
  /** The policy to hand out from now on. */
  readonly policy: string;
}

const slotsOf = (keys: LogKeys): readonly KeySlot[] => ['ed25519', 'sm2', ...(keys.twin ? (['twin'] as const) : [])];

/**
 * New keys take the place of the log's: made and written down, introduced while the old ones are retired, under a
 * checkpoint that old and new ones sign together, and only then put in place. A crash in between is finished by the next
 * call; until then the log does not start. The old private keys are gone afterwards; what they signed still verifies.
 */
export async function rotateLogKeys({ folder, db, openLedger }: RotationParts): Promise<Rotation> {
  const { keys: old, master } = await openLogKeys(folder, { rotating: true });
  const next = await openNext(folder, old.origin, slotsOf(old));
  await syncFolder(folder);
  const both = withPolicy(old.origin, distinct([...old.signers, ...next.signers]), next.twin ?? old.twin);
  const retired = allOf(old).filter((one) => !allOf(next).some((other) => nameOf(other) === nameOf(one)));
  const ledger = await openLedger(both, master);
  ledger.start();
  try {
    await introduceKeys({ db, transact: ledger.transact, master }, old);
    await introduceKeys({ db, transact: ledger.transact, master }, next);
    const valid = await validKeys(db, master);
    const leaving = retired.filter((one) => valid.has(nameOf(one)));
    const { evidence } = await ledger.transact(async (tx) => leaving.forEach((one) => recordRetired(tx, one)));
    for (const { entryId } of evidence.slice(-1)) await ledger.waitFor(entryId);
    await handOver(
      ledger,
      allOf(next).flatMap((one) => valid.get(nameOf(one)) ?? []),
    );
  } finally {
    await ledger.stop();
  }
  for (const slot of slotsOf(old)) await putInPlace(folder, slot);
  return { introduced: allOf(next).map(nameOf), retired: retired.map(nameOf), policy: next.policy };
}

/** Whoever pinned the old keys finds here what these signed about the new ones. */
async function handOver(ledger: HandOverLedger, introductions: readonly string[]): Promise<void> {
  const receipts: string[] = [];
  for (const entryId of introductions) receipts.push(await ledger.waitFor(entryId));
  const { evidence } = await ledger.transact(async (tx) =>
    record(tx, {
      type: 'system.keys-handed-over',
      stream: KEY_STREAM,
      actor: ACTOR,
      rows: [],
      ruleVersion: RULES,
      payload: { receipts },
    }),
  );
  for (const { entryId } of evidence) await ledger.waitFor(entryId);
}

const distinct = (signers: readonly LogSigner[]): readonly LogSigner[] => [
  ...new Map(signers.map((one) => [nameOf(one), one])).values(),
];

async function openNext(folder: string, origin: string, slots: readonly KeySlot[]): Promise<LogKeys> {
  const open = async (slot: KeySlot, name: string): Promise<LogSigner> =>
    signerOf(name, await openPair(folder, slot, true));
  const twin = slots.includes('twin') ? await open('twin', twinOrigin(origin)) : undefined;
  return withPolicy(origin, [await open('ed25519', origin), await open('sm2', origin)], twin);
}

/** The rename takes the old private key away in the same step. */
async function putInPlace(folder: string, slot: KeySlot): Promise<void> {
  await rename(join(folder, nextFile(slot)), join(folder, KEY_FILES[slot].file));
  await syncFolder(folder);
}
