import { DomainError } from '@sluice/kernel';
import { openAnswer, sourceFailed as failed, textOf } from './pinned-request.ts';
import type { Reading } from './reading.ts';
import { at, lineOf, type RecordColumn } from './record-line.ts';
import { reachableAddress, type Reach } from './reach-address.ts';
import { delimitedLine, inPieces } from './write-delimited.ts';

export interface HttpSource {
  readonly url: string;
  /** Where the records stand in the answer, dotted: `data.items`; the answer itself where empty. */
  readonly items: string;
  /** Where the source says how many there are; for reconciliation. */
  readonly total?: string | undefined;
  readonly paging:
    | { readonly kind: 'none' }
    | { readonly kind: 'page'; readonly parameter: string; readonly first: number }
    | { readonly kind: 'offset'; readonly parameter: string }
    | { readonly kind: 'cursor'; readonly parameter: string; readonly next: string };
  /** Keys of a record, and the names that the text gets. */
  readonly columns: readonly RecordColumn[];
  /** Header that carries the secret. */
  readonly header?: string | undefined;
}

export interface HttpLimits {
  readonly maxAnswerBytes: number;
  readonly maxPages: number;
  readonly timeoutMs: number;
  readonly tries: number;
  /** Waits between two tries. */
  readonly pause: (tries: number) => Promise<void>;
}

/**
 * Reads an interface page by page. A page that fails is asked for again; a redirect is not followed, since it could lead
 * where no source may be. Pages are of different moments: only a source that counts can be reconciled.
 * @throws DomainError `connector.address-refused`, `connector.source-changed` (invalid), `connector.source-failed` (unavailable)
 */
export async function readHttp(source: HttpSource, secret: string, reach: Reach, limits: HttpLimits): Promise<Reading> {
  const first = await askAgain(source, secret, { reach, limits }, startOf(source));
  const total = source.total === undefined ? undefined : Number(at(first, source.total));
  return {
    records: total !== undefined && Number.isSafeInteger(total) ? total : undefined,
    isEmpty: itemsOf(first, source).length === 0,
    high: undefined,
    stream: inPieces(linesOf(source, secret, { reach, limits }, first)),
    close: () => Promise.resolve(),
  };
}

interface Around {
  readonly reach: Reach;
  readonly limits: HttpLimits;
}

async function* linesOf(source: HttpSource, secret: string, around: Around, first: unknown): AsyncGenerator<string> {
  yield delimitedLine(source.columns.map(({ field }) => field));
  let answer = first;
  let place = startOf(source);
  const seen = new Set<string>();
  for (let page = 1; ; page += 1) {
    const items = itemsOf(answer, source);
    if (items.length > 0) yield items.map((item) => lineOf(item, source.columns)).join('');
    const next = nextOf(source, place, items.length, answer);
    if (next === undefined) return;
    // A source that leads back to where it was would be read for ever.
    if (page >= around.limits.maxPages || seen.has(next)) throw failed('endless');
    seen.add(next);
    place = next;
    answer = await askAgain(source, secret, around, place);
  }
}

const startOf = ({ paging }: HttpSource): string =>
  paging.kind === 'page' ? String(paging.first) : paging.kind === 'offset' ? '0' : '';

function nextOf({ paging }: HttpSource, place: string, items: number, answer: unknown): string | undefined {
  switch (paging.kind) {
    case 'none':
      return undefined;
    case 'page':
      return items === 0 ? undefined : String(Number(place) + 1);
    case 'offset':
      return items === 0 ? undefined : String(Number(place) + items);
    case 'cursor': {
      const next = at(answer, paging.next);
      return typeof next === 'string' || typeof next === 'number' ? String(next) || undefined : undefined;
    }
  }
}

function itemsOf(answer: unknown, source: HttpSource): readonly unknown[] {
  const items = at(answer, source.items);
  if (!Array.isArray(items)) throw new DomainError('connector.source-changed', 'invalid', { columns: [source.items] });
  return items;
}

async function askAgain(source: HttpSource, secret: string, around: Around, place: string): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask(source, secret, around, place);
    } catch (error) {
      const isFinal = error instanceof DomainError && error.kind === 'invalid';
      if (isFinal || tries >= around.limits.tries) throw error;
      await around.limits.pause(tries);
    }
  }
}

async function ask(source: HttpSource, secret: string, { reach, limits }: Around, place: string): Promise<unknown> {
  const url = new URL(source.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new DomainError('connector.address-refused', 'invalid');
  if (source.paging.kind !== 'none' && place !== '') url.searchParams.set(source.paging.parameter, place);
  const address = await reachableAddress(url.hostname, reach);
  const headers = { accept: 'application/json', ...(source.header === undefined ? {} : { [source.header]: secret }) };
  const text = await textOf(await openAnswer(url, address, headers, limits.timeoutMs), limits.maxAnswerBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw failed('no-json');
  }
}
