import type { EntryRef } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { Actor } from '../catalogue-context.ts';
import { createResource, editResource } from '../draft-resource.ts';
import { parseContent } from '../present-resource.ts';
import type { RegisterContext } from '../registers/register-context.ts';
import type { ResourceContent } from '../resource.ts';
import { normalise } from '../search-text.ts';
import { findResource, selectVersions, tables } from '../store.ts';
import { mapForeignEntry, type ForeignMapping, type ForeignRecord } from './map-foreign-entry.ts';

export interface CatalogueImport {
  readonly systemId: string;
  readonly mapping: ForeignMapping;
  /** In the order of the file; a line is the place in it, from 1. */
  readonly records: readonly ForeignRecord[];
  readonly firstLine: number;
}

export interface ImportOutcome {
  readonly created: number;
  /** Entries of the own body of the same title that got what they did not have. */
  readonly merged: number;
  /** The same, with nothing to add: imported before, or twice in the file. */
  readonly unchanged: number;
  readonly rejected: readonly { readonly line: number; readonly code: string }[];
  readonly evidence: readonly EntryRef[];
}

/** Records in one transaction: an import that is broken off goes on where it stopped. */
const AT_ONCE = 50;

/**
 * Takes entries of an existing directory in as drafts of the own body. The same title is the same entry, however often it
 * comes: what an entry has already is never overwritten, and running an import again makes nothing twice (CAT-10).
 * @throws DomainError a refusal of `resource.register`; `import.no-title` (invalid) where no key stands for the title
 */
export async function importCatalogue(
  context: RegisterContext,
  actor: Actor,
  it: CatalogueImport,
): Promise<ImportOutcome> {
  if (it.mapping.title === undefined) throw new DomainError('import.no-title', 'invalid');
  const known = await ownTitles(context, actor);
  const rejected: { line: number; code: string }[] = [];
  const evidence: EntryRef[] = [];
  let [created, merged, unchanged] = [0, 0, 0];
  for (let from = 0; from < it.records.length; from += AT_ONCE) {
    const part = it.records.slice(from, from + AT_ONCE);
    const { evidence: written } = await context.transact(async (tx) => {
      for (const [at, record] of part.entries()) {
        const line = it.firstLine + from + at;
        const entry = mapForeignEntry(record, it.mapping, it.systemId);
        if ('rejected' in entry) {
          rejected.push({ line, code: entry.rejected });
          continue;
        }
        const key = normalise(entry.content.title);
        const before = known.get(key);
        if (before === undefined) {
          known.set(key, await createResource(context, tx, actor, entry.content));
          created += 1;
          continue;
        }
        const more = await completed(tx, before, entry.content);
        if (more) await editResource(context, tx, actor, before, more);
        if (more) merged += 1;
        else unchanged += 1;
      }
    });
    evidence.push(...written);
  }
  return { created, merged, unchanged, rejected, evidence };
}

/** The draft with what it lacks; undefined where it lacks nothing, or is no draft any more. */
async function completed(
  tx: Parameters<typeof selectVersions>[0],
  id: string,
  found: ResourceContent,
): Promise<ResourceContent | undefined> {
  const [resource, [latest]] = [await findResource(tx, id), await selectVersions(tx, id)];
  if (resource?.state !== 'draft' || latest?.state !== 'draft') return undefined;
  const own = parseContent(latest.content);
  const lacking = Object.entries(found).filter(
    ([attribute, value]) => value !== undefined && own[attribute as keyof ResourceContent] === undefined,
  );
  return lacking.length === 0 ? undefined : { ...own, ...Object.fromEntries(lacking) };
}

async function ownTitles(context: RegisterContext, actor: Actor): Promise<Map<string, string>> {
  const rows = await tables(context.db)
    .selectFrom('catalogue.resource_search')
    .select(['id', 'title_key'])
    .where('owner_id', '=', actor.body)
    .execute();
  return new Map(rows.map((row) => [row.title_key, row.id]));
}
