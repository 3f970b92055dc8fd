import type { Tx } from '@sluice/database';
import { facetKey } from './count-facets.ts';
import type { ResourceContent } from './resource.ts';
import { normalise, searchDocument, type SearchPart, type SearchParts, type SearchPiece } from './search-text.ts';
import { putSearchRow } from './store.ts';
import type { ResourceRow } from './tables.ts';

/** The texts of an entry that are searched, as they stand there. */
export function searchPieces(
  content: ResourceContent,
  resource: Pick<ResourceRow, 'code' | 'owner_name'>,
): readonly SearchPiece[] {
  const pieces: readonly SearchPiece[] = [
    { part: 'code', text: resource.code ?? '' },
    { part: 'name', text: content.name },
    { part: 'title', text: `${content.title} ${content.titleEn ?? ''}` },
    ...(content.keywords ?? []).map((text) => ({ part: 'keywords' as const, text })),
    ...(content.fields ?? []).map((field) => ({
      part: 'fields' as const,
      text: `${field.title} ${field.titleEn ?? ''} ${field.name}`,
    })),
    { part: 'description', text: content.description ?? '' },
    { part: 'owner', text: resource.owner_name },
  ];
  return pieces.flatMap(({ part, text }) =>
    text.trim() === '' ? [] : [{ part, text: text.trim().replace(/ +/g, ' ') }],
  );
}

/** The same by place, normalised. */
export function searchParts(content: ResourceContent, resource: Pick<ResourceRow, 'code' | 'owner_name'>): SearchParts {
  const pieces = searchPieces(content, resource);
  const all = (part: SearchPart): string =>
    normalise(
      pieces
        .filter((piece) => piece.part === part)
        .map((piece) => piece.text)
        .join(' '),
    );
  return {
    code: all('code'),
    name: all('name'),
    title: all('title'),
    keywords: all('keywords'),
    fields: all('fields'),
    description: all('description'),
    owner: all('owner'),
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
