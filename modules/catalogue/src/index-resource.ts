import type { Tx } from '@sluice/database';
import { facetKey } from './count-facets.ts';
import type { ResourceContent } from './resource.ts';
import { normalise, searchDocument, type SearchParts } from './search-text.ts';
import { putSearchRow } from './store.ts';
import type { ResourceRow } from './tables.ts';

/** The texts of an entry that are searched. */
export function searchParts(content: ResourceContent, resource: Pick<ResourceRow, 'code' | 'owner_name'>): SearchParts {
  const fields = (content.fields ?? []).map((field) => `${field.title} ${field.titleEn ?? ''} ${field.name}`);
  return {
    code: normalise(resource.code ?? ''),
    name: normalise(content.name),
    title: normalise(`${content.title} ${content.titleEn ?? ''}`),
    keywords: normalise((content.keywords ?? []).join(' ')),
    fields: normalise(fields.join(' ')),
    description: normalise(content.description ?? ''),
    owner: normalise(resource.owner_name),
  };
}

/** Writes what the world sees of an entry into the search index, in the transaction that changed it. */
export async function indexResource(tx: Tx, resource: ResourceRow, content: ResourceContent): Promise<void> {
  const facets = {
    jurisdiction: resource.jurisdiction,
    owner_id: resource.owner_id,
    sector: content.sector ?? null,
    grade: content.grade ?? null,
    state: resource.state,
  };
  await putSearchRow(
    tx,
    {
      ...facets,
      id: resource.id,
      facet_key: facetKey(facets),
      title_key: normalise(content.title),
      updated_at: resource.updated_at,
    },
    searchDocument(searchParts(content, resource)),
  );
}
