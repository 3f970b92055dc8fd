import { createHash } from 'node:crypto';
import { canonicalJson, type Issue, type JsonObject } from '@sluice/kernel';
import type { AgreementDocument, ItemType } from '@sluice/profile';
import type { Period } from './contents.ts';

/** One structured item of an agreement; which shape it takes is said by the profile. */
export type DocumentItem =
  | { text: string }
  | { list: string[] }
  | { period: Period }
  | { fee: { amount: string; basis: string } }
  | { shares: { party: string; basis: string }[] };

export type DocumentContents = { [item: string]: DocumentItem };

const has: Record<ItemType, (item: DocumentItem) => boolean> = {
  text: (item) => 'text' in item && item.text.trim() !== '',
  list: (item) => 'list' in item && item.list.length > 0 && item.list.every((line) => line.trim() !== ''),
  period: (item) => 'period' in item,
  fee: (item) => 'fee' in item,
  shares: (item) => 'shares' in item && item.shares.length > 0,
};

/** Every item is required and has its shape: `document.item-missing`, `document.item-malformed`, `document.unknown-item`. */
export function checkDocument(definition: AgreementDocument, contents: DocumentContents): readonly Issue[] {
  const issues: Issue[] = [];
  for (const item of definition.items) {
    const given = contents[item.id];
    if (given === undefined)
      issues.push({ code: 'document.item-missing', path: `contents.${item.id}`, params: { item: item.id } });
    else if (!has[item.type](given)) {
      issues.push({
        code: 'document.item-malformed',
        path: `contents.${item.id}`,
        params: { item: item.id, type: item.type },
      });
    }
  }
  for (const id of Object.keys(contents)) {
    if (!definition.items.some((item) => item.id === id)) {
      issues.push({ code: 'document.unknown-item', path: `contents.${id}`, params: { item: id } });
    }
  }
  return issues;
}

/** The periods that a document states, to be held against the terms. */
export function periodsOf(
  definition: AgreementDocument,
  contents: DocumentContents,
): readonly { item: string; period: Period }[] {
  return definition.items.flatMap(({ id }) => {
    const given = contents[id];
    return given !== undefined && 'period' in given ? [{ item: id, period: given.period }] : [];
  });
}

/** What a party signs: lower-case hex SHA-256 of the canonical JSON of the wording in its place. */
export function digestOf(value: JsonObject): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
