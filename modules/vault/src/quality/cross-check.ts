import type { EngineValue } from '@sluice/engines';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { ident, list, literal } from '../ingest/quote-sql.ts';
import { openEpoch, type OpenEpoch } from '../open-epoch.ts';
import type { GatheredResource } from '../receive-batch.ts';
import { currentEpochOf } from '../store.ts';
import type { Actor, VaultContext } from '../vault-context.ts';

/** One of the places in which the same item is kept. */
export interface CheckedSide {
  readonly resource: GatheredResource;
  /** Field that names whom a record is about; of the same kind of entity on both sides. */
  readonly key: string;
  readonly field: string;
}

export interface CrossCheck {
  /** Whose value holds where they differ. */
  readonly authoritative: CheckedSide;
  readonly other: CheckedSide;
}

export interface CrossCheckResult {
  readonly epochs: readonly [string, string];
  /** Entities that both sides know. */
  readonly compared: number;
  readonly differing: number;
  /** Entities that one side alone knows: of the authoritative one, of the other. */
  readonly missing: readonly [number, number];
  /** Where the difference is to be mended. */
  readonly correctIn: string;
  readonly items: readonly {
    readonly key: string;
    readonly authoritative: string | null;
    readonly other: string | null;
  }[];
  readonly truncated: boolean;
}

const SHOWN = 500;
const DEADLINE_MS = 600_000;

/**
 * Compares the values of the same item from two sources, entity by entity (COL-03). An entity with several records on a
 * side is compared by the set of its values. What differs is corrected in the other source by `requestErasure` with
 * changes, which keeps the ruling and its history in the log.
 * @throws DomainError a refusal of `quarantine.read` for either side; `vault.field-unknown`, `vault.not-an-entity-key`,
 * `vault.entities-differ` (invalid), `vault.epoch-not-found` (not-found)
 */
export async function crossCheck(v: VaultContext, actor: Actor, it: CrossCheck): Promise<CrossCheckResult> {
  const [entity, otherEntity] = [entityOf(v, actor, it.authoritative), entityOf(v, actor, it.other)];
  if (entity !== otherEntity)
    throw new DomainError('vault.entities-differ', 'invalid', { entities: [entity, otherEntity] });
  const left = await openCurrent(v, it.authoritative.resource.id);
  try {
    const right = await openCurrent(v, it.other.resource.id);
    try {
      return await compare(v, it, left, right);
    } finally {
      await right.release();
    }
  } finally {
    await left.release();
  }
}

/** Values of single records: for who may see records of both sides. */
function entityOf(v: VaultContext, actor: Actor, { resource, key, field }: CheckedSide): string {
  assertAllowed(
    v.policy.decide({
      actor,
      act: 'cross-check.run',
      objectJurisdiction: resource.jurisdiction,
      ownerBody: resource.ownerId,
    }),
  );
  const named = resource.fields.find((one) => one.name === key);
  if (named?.role !== 'entity-key') throw new DomainError('vault.not-an-entity-key', 'invalid', { field: key });
  if (!resource.fields.some((one) => one.name === field))
    throw new DomainError('vault.field-unknown', 'invalid', { field });
  return named.entity ?? named.name;
}

async function openCurrent(v: VaultContext, resourceId: string): Promise<OpenEpoch> {
  const epoch = await currentEpochOf(v.db, resourceId);
  if (!epoch) throw new DomainError('vault.epoch-not-found', 'not-found', { id: resourceId });
  return openEpoch(v, epoch.id);
}

async function compare(v: VaultContext, it: CrossCheck, left: OpenEpoch, right: OpenEpoch): Promise<CrossCheckResult> {
  const side = (open: OpenEpoch, { key, field }: CheckedSide): string =>
    `(select cast(${ident(key)} as varchar) as k, string_agg(distinct cast(${ident(field)} as varchar), ${literal(' | ')} order by cast(${ident(field)} as varchar)) as v
      from read_parquet(${list(open.files)}, union_by_name=true) where ${ident(key)} is not null group by 1)`;
  const both = `${side(left, it.authoritative)} a full join ${side(right, it.other)} b using (k)`;
  const session = await v.engine.open({ readOnly: [...left.folders, ...right.folders] });
  try {
    const limits = { deadlineMs: DEADLINE_MS, maxRows: SHOWN };
    const counted = await session.run(
      {
        sql: `select count(*) filter (where i and j), count(*) filter (where i and j and v is distinct from w), count(*) filter (where not j), count(*) filter (where not i)
              from (select a.k is not null as i, b.k is not null as j, a.v as v, b.v as w from ${both})`,
      },
      limits,
    );
    const [compared = 0, differing = 0, onlyLeft = 0, onlyRight = 0] = (counted.rows[0] ?? []).map(Number);
    const shown = await session.run(
      {
        sql: `select k, a.v, b.v from ${both} where a.k is not null and b.k is not null and a.v is distinct from b.v order by k limit ${SHOWN}`,
      },
      limits,
    );
    const text = (value: EngineValue | undefined): string | null =>
      value === null || value === undefined ? null : String(value);
    return {
      epochs: [left.id, right.id],
      ...{ compared, differing, missing: [onlyLeft, onlyRight], correctIn: it.other.resource.id },
      items: shown.rows.map(([key, one, two]) => ({
        key: String(key),
        authoritative: text(one),
        other: text(two),
      })),
      truncated: differing > shown.rows.length,
    };
  } finally {
    await session.close();
  }
}
