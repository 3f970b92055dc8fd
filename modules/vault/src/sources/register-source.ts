import { utf8 } from '@sluice/crypto';
import type { Committed } from '@sluice/database';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { asActorRef, plainJson } from '../act-parts.ts';
import type { GatheredResource } from '../receive-batch.ts';
import type { Actor, VaultContext } from '../vault-context.ts';
import {
  fieldsOf,
  isGrowing,
  presentSource,
  type SourceRow,
  type SourceSettings,
  type SourceView,
} from './source-settings.ts';
import { getSource, insertSource, updateSource } from './store-sources.ts';

export interface NewSource {
  readonly title: string;
  readonly mode: 'full' | 'append';
  readonly settings: SourceSettings;
  readonly secret?: string | undefined;
  /** Between the starts of two runs; without it the source is run by hand. */
  readonly everyMinutes?: number | undefined;
}

const MINUTE_MS = 60_000;

/**
 * Registers where a resource's data comes from. The secret is sealed and never shown again.
 * @throws DomainError a refusal of `batch.upload`; `vault.source-fields-unknown` (invalid, with the fields),
 * `vault.source-mode-mismatch` (invalid) where a growing source would replace what it added to
 */
export async function registerSource(
  v: VaultContext,
  actor: Actor,
  resource: GatheredResource,
  input: NewSource,
): Promise<Committed<SourceView>> {
  assertAllowed(
    v.policy.decide({
      actor,
      act: 'batch.upload',
      objectJurisdiction: resource.jurisdiction,
      ownerBody: resource.ownerId,
    }),
  );
  const known = new Set(resource.fields.map((field) => field.name));
  const strange = fieldsOf(input.settings).flatMap(({ field }) => (known.has(field) ? [] : [field]));
  if (strange.length > 0) throw new DomainError('vault.source-fields-unknown', 'invalid', { fields: strange });
  if (isGrowing(input.settings) && input.mode === 'full')
    throw new DomainError('vault.source-mode-mismatch', 'invalid');
  const { value, evidence } = await v.transact(async (tx) => {
    const id = v.ids.next<'source'>('src');
    const row: SourceRow = {
      id,
      resource_id: resource.id,
      jurisdiction: resource.jurisdiction,
      source_body: resource.ownerId,
      title: input.title,
      kind: input.settings.kind,
      mode: input.mode,
      settings: plainJson(input.settings),
      secret: input.secret === undefined ? null : sealSecret(v, id, input.secret),
      every_minutes: input.everyMinutes ?? null,
      state: 'active',
      watermark: null,
      failures: 0,
      created_by: actor.person,
      created_at: tx.at,
      next_run_at: input.everyMinutes === undefined ? null : tx.at,
    };
    await insertSource(tx, row);
    record(tx, {
      type: 'vault.source-registered',
      stream: `source:${id}`,
      actor: asActorRef(actor),
      subjects: [{ kind: 'resource', id: resource.id, rel: 'about' }],
      rows: [{ table: 'vault.source', id }],
      ruleVersion: v.ruleVersion(resource.jurisdiction),
      payload: { kind: row.kind, mode: row.mode, everyMinutes: row.every_minutes, hasSecret: row.secret !== null },
    });
    return row;
  });
  return { value: presentSource(value), evidence };
}

/** Pauses a source or lets it run again, from where it stopped. */
export async function changeSource(
  v: VaultContext,
  actor: Actor,
  id: string,
  change: { readonly state: 'active' | 'paused' },
): Promise<Committed<SourceView>> {
  const source = await getSource(v.db, id);
  assertAllowed(
    v.policy.decide({
      actor,
      act: 'batch.upload',
      objectJurisdiction: source.jurisdiction,
      ownerBody: source.source_body,
    }),
  );
  const { evidence } = await v.transact(async (tx) => {
    const next = change.state === 'active' && source.every_minutes !== null ? tx.at : null;
    await updateSource(tx, id, { state: change.state, next_run_at: next, failures: 0 });
    record(tx, {
      type: 'vault.source-changed',
      stream: `source:${id}`,
      actor: asActorRef(actor),
      subjects: [{ kind: 'resource', id: source.resource_id, rel: 'about' }],
      rows: [{ table: 'vault.source', id }],
      ruleVersion: v.ruleVersion(source.jurisdiction),
      payload: { state: change.state },
    });
  });
  return { value: presentSource(await getSource(v.db, id)), evidence };
}

/** After so many minutes a source is asked again; a failing one is asked less and less often, at most once a day less. */
export function nextRun(source: Pick<SourceRow, 'every_minutes' | 'state'>, failures: number, now: Date): Date | null {
  if (source.every_minutes === null || source.state !== 'active') return null;
  const wait =
    failures === 0 ? source.every_minutes : Math.min(1_440, source.every_minutes * 2 ** Math.min(failures, 10));
  return new Date(now.getTime() + Math.max(wait, source.every_minutes) * MINUTE_MS);
}

const contextOf = (id: string): Uint8Array => utf8(`vault source\n${id}`);

const sealSecret = (v: VaultContext, id: string, secret: string): Buffer =>
  Buffer.from(v.sealer.seal(v.sourceKey, utf8(secret), contextOf(id)));

export const openSecret = (v: VaultContext, source: SourceRow): string =>
  source.secret === null
    ? ''
    : Buffer.from(v.sealer.open(v.sourceKey, source.secret, contextOf(source.id))).toString('utf8');
