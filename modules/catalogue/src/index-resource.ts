import type { Tx } from '@sluice/database';
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
  const parts = searchParts(content, resource);
  await putSearchRow(
    tx,
    {
      id: resource.id,
      jurisdiction: resource.jurisdiction,
      owner_id: resource.owner_id,
      owner_name: resource.owner_name,
      sector: content.sector ?? null,
      grade: content.grade ?? null,
      state: resource.state,
      title_key: normalise(content.title),
      parts: JSON.stringify(parts),
      updated_at: resource.updated_at,
    },
    searchDocument(parts),
  );
}
