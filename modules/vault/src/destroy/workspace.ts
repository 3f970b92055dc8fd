import { DomainError, isDomainError } from '@sluice/kernel';
import { fromUtf8, secretKey, sha256, utf8 } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { record } from '@sluice/ledger';
import { checker } from '../act-parts.ts';
import { getEpoch, planFiles, settleFiles } from '../store.ts';
import type { WorkspaceRow } from '../tables.ts';
import type { VaultContext } from '../vault-context.ts';
import { beginDestruction, finishDestruction } from './execute-destruction.ts';
import { planDestruction } from './plan-destruction.ts';
import { presentDestruction, type DestructionView } from './present-destruction.ts';
import { newRow, type Written } from './destruction-act.ts';
import { findWorkspace, insertDestruction, insertWorkspace, openWorkspaces } from './store-destruction.ts';

/** Seals what a developer's work under a grant leaves: readable while the grant's workspace and every epoch it came from live. */
export interface WorkSealer {
  seal(label: string, text: string): string;
  /** @throws DomainError `crypto.seal-broken` (internal) */
  open(label: string, sealed: string): string;
}

/** Marks sealed text, which never begins like the JSON of before. */
const MARK = 'sealed.1.';

/** Text that `WorkSealer.seal` made. */
export const isSealedWork = (text: string): boolean => text.startsWith(MARK);

/**
 * Opens the workspace of a grant, with its key, where there is none yet.
 * @throws DomainError `vault.workspace-destroyed` (precondition)
 */
export async function openWorkspace(v: VaultContext, grantId: string, jurisdiction: string): Promise<WorkspaceRow> {
  const known = await findWorkspace(v.db, grantId);
  if (known) return assertOpen(known);
  const id = v.ids.next<'workspace'>('wsp');
  await v.transact((tx) =>
    planFiles(tx, [{ id, kind: 'workspace-key', batch_id: null, state: 'planned', planned_at: tx.at }]),
  );
  await v.keys.create(id);
  v.crashPoint('workspace-key-made');
  try {
    const { value } = await v.transact(async (tx) => {
      const row: WorkspaceRow = { id, grant_id: grantId, jurisdiction, state: 'open', opened_at: tx.at };
      await insertWorkspace(tx, row);
      await settleFiles(tx, [id], 'kept');
      record(tx, {
        type: 'vault.workspace-opened',
        stream: `workspace:${id}`,
        actor: checker,
        subjects: [{ kind: 'grant', id: grantId, rel: 'uses' }],
        rows: [{ table: 'vault.workspace', id }],
        ruleVersion: v.ruleVersion(jurisdiction),
        payload: { keyId: id },
      });
      return row;
    });
    return value;
  } catch (error) {
    // Two at once: one row wins; the other key is swept at the next start.
    const winner =
      isDomainError(error) && error.code === 'database.unique' ? await findWorkspace(v.db, grantId) : undefined;
    if (!winner) throw error;
    return assertOpen(winner);
  }
}

function assertOpen(row: WorkspaceRow): WorkspaceRow {
  if (row.state !== 'open') throw new DomainError('vault.workspace-destroyed', 'precondition', { id: row.id });
  return row;
}

/**
 * Key of a piece of work: made anew each time from the keys of the workspace and of every epoch behind it, so that the end
 * of any of them ends it. Stored nowhere. Reads the keys of all given epochs; the sealer is made for some of them.
 * @throws DomainError `vault.workspace-destroyed`, `vault.epoch-destroyed`, `vault.key-destroyed` (precondition)
 */
export async function workSealers(
  v: VaultContext,
  db: Db,
  grantId: string,
  epochIds: readonly string[],
): Promise<(some: readonly string[]) => WorkSealer> {
  const workspace = await findWorkspace(db, grantId);
  if (!workspace) throw new DomainError('vault.workspace-destroyed', 'precondition', { grant: grantId });
  const own = await v.keys.read(assertOpen(workspace).id);
  const keys = new Map<string, Uint8Array>();
  for (const id of new Set(epochIds)) {
    const epoch = await getEpoch(db, id);
    // Of an epoch that held somebody who was erased since, what was made and checked before lives on.
    if (epoch.state !== 'live' && epoch.state !== 'erased')
      throw new DomainError('vault.epoch-destroyed', 'precondition', { id });
    // An epoch of before had no key of its own: its state, checked above, must do.
    if (epoch.sealed_statistics !== null) keys.set(id, await v.keys.read(id));
  }
  return (some) => {
    const parts = [...new Set(some)].toSorted().flatMap((id) => keys.get(id) ?? []);
    const key = parts.reduce((made, part) => sha256.hmac(secretKey(made), utf8('sluice work'), part), own);
    return sealerOf(v, grantId, key);
  };
}

function sealerOf(v: VaultContext, grantId: string, key: Uint8Array): WorkSealer {
  const context = (label: string): Uint8Array => utf8(`vault work\n${grantId}\n${label}`);
  return {
    seal: (label, text) => `${MARK}${Buffer.from(v.sealer.seal(key, utf8(text), context(label))).toString('base64')}`,
    open: (label, sealed) =>
      isSealedWork(sealed)
        ? fromUtf8(v.sealer.open(key, Buffer.from(sealed.slice(MARK.length), 'base64'), context(label)))
        : sealed,
  };
}

/**
 * Deletes the workspace of a grant that has ended (AUT-09). Nobody has to ask or approve: the end of the grant orders it,
 * and the certificate names that entry. @returns nothing where there is no open workspace
 */
export async function endWorkspace(
  v: VaultContext,
  grantId: string,
  groundEntry: string | null,
): Promise<Written<DestructionView> | undefined> {
  const workspace = await findWorkspace(v.db, grantId);
  if (workspace?.state !== 'open') return undefined;
  const target = { kind: 'workspace' as const, id: grantId, ownerId: grantId, jurisdiction: workspace.jurisdiction };
  const plan = await planDestruction(v.db, { target_kind: 'workspace', target_id: grantId, owner_id: grantId });
  let afterwards = (): void => undefined;
  const committed = await v.transact(async (tx) => {
    const row = newRow(v, { ...target, ground: 'grant-ended', by: null, groundEntry }, tx.at);
    await insertDestruction(tx, row);
    afterwards = await beginDestruction(v, tx, row, plan, [], checker);
    return presentDestruction(row);
  });
  afterwards();
  const { value, evidence } = await finishDestruction(v, committed.value.id);
  return { value, evidence: [...committed.evidence, ...evidence] };
}

/** Grants whose workspace is open, for whoever knows which of them have ended. */
export async function grantsWithWorkspace(db: Db): Promise<readonly string[]> {
  return (await openWorkspaces(db)).map((workspace) => workspace.grant_id);
}
