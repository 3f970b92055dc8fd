import type { Committed, EntryRef } from '@sluice/database';
import { DomainError, type Reason } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { sql } from 'kysely';
import { actorRef, assertMay } from '../actor-ref.ts';
import type { Actor } from '../catalogue-context.ts';
import { normalise } from '../search-text.ts';
import { elementNamed, elementWithCode } from '../standard-elements.ts';
import { raiseNeed, type NeedView } from './needs.ts';
import type { RegisterContext } from './register-context.ts';
import { registers } from './register-tables.ts';

/** How one item is collected (采集规范). */
export interface CollectionSpec {
  readonly title: string;
  /** Code of a standard data element; found by the title where none is given. */
  readonly element?: string | undefined;
  readonly basis: string;
  readonly source: string;
  readonly method: string;
  readonly frequency: string;
  readonly unit: string;
  readonly codes?: readonly string[] | undefined;
  /** Why it has to be collected although somebody holds it already. */
  readonly reason?: string | undefined;
}

/** Who holds the item already. */
export interface Holder {
  readonly bodyId: string;
  readonly bodyName: string;
  readonly by: 'specification' | 'catalogue';
  readonly resourceId?: string;
  readonly title: string;
}

export interface CollectionAnswer {
  /** Entered, or turned into a request to share because somebody holds the item. */
  readonly outcome: 'entered' | 'sharing-requested';
  readonly id: string;
  readonly element?: string;
  readonly warnings: readonly Reason[];
  readonly holders: readonly Holder[];
  readonly need?: NeedView;
}

/**
 * Enters a specification. An item that another body collects or holds is not collected again: the request becomes one to
 * share, unless a reason is given (COL-02). A code list that is not the standard's is flagged (COL-01).
 * @throws DomainError a refusal; `collection.incomplete` (invalid, with what is missing), `element.unknown` (not-found)
 */
export async function proposeCollection(
  context: RegisterContext,
  actor: Actor,
  it: CollectionSpec,
): Promise<Committed<CollectionAnswer>> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'change.note', { jurisdiction });
  const missing = (['basis', 'frequency', 'source', 'method', 'unit'] as const).filter(
    (name) => it[name].trim() === '',
  );
  if (missing.length > 0) throw new DomainError('collection.incomplete', 'invalid', { missing: [...missing] });
  const element = it.element === undefined ? elementNamed(it.title) : elementWithCode(it.element);
  if (it.element !== undefined && !element) throw new DomainError('element.unknown', 'not-found', { code: it.element });
  const holders = await holdersOf(context, actor, it.title);
  if (holders.length > 0 && it.reason === undefined) {
    const text = it.title;
    const { value: need, evidence } = await raiseNeed(context, actor, { text, purpose: it.basis, route: 'sharing' });
    return { value: { outcome: 'sharing-requested', id: need.id, warnings: [], holders, need }, evidence };
  }
  const warnings = codeWarnings(it.codes ?? [], element?.codes);
  const { value: id, evidence } = await enter(context, actor, it, { element: element?.code, warnings });
  return {
    value: { outcome: 'entered', id, ...(element ? { element: element.code } : {}), warnings, holders },
    evidence,
  };
}

function codeWarnings(own: readonly string[], standard: readonly string[] | undefined): readonly Reason[] {
  const strange = standard === undefined ? [] : own.filter((code) => !standard.includes(code));
  return strange.length === 0 ? [] : [{ code: 'collection.codes-not-standard', params: { codes: strange } }];
}

async function enter(
  context: RegisterContext,
  actor: Actor,
  it: CollectionSpec,
  found: { readonly element: string | undefined; readonly warnings: readonly Reason[] },
): Promise<{ readonly value: string; readonly evidence: readonly EntryRef[] }> {
  const { jurisdiction } = actor;
  return context.transact(async (tx) => {
    const id = context.ids.next<'collection'>('col');
    const { title, basis, source, method, frequency, unit } = it;
    await registers(tx)
      .insertInto('catalogue.collection_spec')
      .values({
        ...{
          id,
          jurisdiction,
          body_id: actor.body,
          title,
          title_key: normalise(title),
          element: found.element ?? null,
        },
        ...{ basis, source, method, frequency, unit, codes: [...(it.codes ?? [])] },
        ...{ warnings: JSON.stringify(found.warnings), state: 'in-force', reason: it.reason ?? null },
        ...{ entered_by: actor.person, entered_at: tx.at },
      })
      .execute();
    record(tx, {
      type: 'catalogue.collection-entered',
      stream: `collection:${id}`,
      actor: actorRef(actor),
      rows: [{ table: 'catalogue.collection_spec', id }],
      ruleVersion: context.limits(jurisdiction).version,
      payload: {
        element: found.element ?? null,
        warnings: found.warnings.length,
        despiteHolder: it.reason !== undefined,
      },
    });
    return id;
  });
}

/** Other bodies' specifications of the same item, and published entries with a field of that title. */
async function holdersOf(context: RegisterContext, actor: Actor, title: string): Promise<readonly Holder[]> {
  const key = normalise(title);
  const specs = await registers(context.db)
    .selectFrom('catalogue.collection_spec')
    .select(['body_id', 'title'])
    .where('jurisdiction', '=', actor.jurisdiction)
    .where('title_key', '=', key)
    .where('state', '=', 'in-force')
    .where('body_id', '<>', actor.body)
    .execute();
  const held = await sql<{ id: string; owner_id: string; owner_name: string; title: string }>`
    select r.id, r.owner_id, r.owner_name, v.content::jsonb ->> 'title' as title
    from catalogue.resource r
    join catalogue.resource_version v on v.resource_id = r.id and v.version = r.published_version
    where r.jurisdiction = ${actor.jurisdiction} and r.state = 'published' and r.owner_id <> ${actor.body}
      and exists (select from jsonb_array_elements(v.content::jsonb -> 'fields') f where lower(f ->> 'title') = ${key})
    order by r.id limit 20
  `.execute(context.db.q);
  const named = await Promise.all(
    specs.map(async (spec): Promise<Holder> => {
      const body = await context.bodies.find(context.db, spec.body_id);
      return { bodyId: spec.body_id, bodyName: body?.name ?? '', by: 'specification', title: spec.title };
    }),
  );
  return [
    ...named,
    ...held.rows.map((row): Holder => ({
      ...{ bodyId: row.owner_id, bodyName: row.owner_name, by: 'catalogue', resourceId: row.id, title: row.title },
    })),
  ];
}
