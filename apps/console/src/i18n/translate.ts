import { useMemo, useSyncExternalStore } from 'react';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

export type Language = 'zh-CN' | 'en';

type Bare<K extends string> = K extends `${infer Name}_one` | `${infer Name}_other` ? Name : K;
type Keys<T> = {
  [K in keyof T & string]: T[K] extends string ? Bare<K> : `${K}.${Keys<T[K]>}`;
}[keyof T & string];

/** `area.name` of the first dictionary; a name with `_one` and `_other` takes the one that fits `count`. */
export type TextKey = Keys<typeof zhCN>;
type Values = Readonly<Record<string, string | number>>;

const STORE = 'sluice.language';
const readers = new Set<() => void>();
let language: Language = keptLanguage();

function keptLanguage(): Language {
  try {
    const kept = localStorage.getItem(STORE);
    if (kept === 'en' || kept === 'zh-CN') return kept;
  } catch {
    // storage may be forbidden; Chinese is the first language then
  }
  return navigator.language.startsWith('en') ? 'en' : 'zh-CN';
}

export const readLanguage = (): Language => language;

export function setLanguage(to: Language): void {
  language = to;
  document.documentElement.lang = to;
  document.title = to === 'en' ? 'Sluice 数闸' : '数闸 Sluice';
  try {
    localStorage.setItem(STORE, to);
  } catch {
    // not kept where storage is forbidden
  }
  for (const reader of readers) reader();
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

function find(dictionary: object, key: string): string | undefined {
  let at: unknown = dictionary;
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[part];
  }
  return typeof at === 'string' ? at : undefined;
}

/** The words for a key in a language, `{{name}}` filled in; the key itself where there are none. */
export function translate(to: Language, key: TextKey, values: Values = {}): string {
  const dictionary = to === 'en' ? en : zhCN;
  const plural = `${key}_${Number(values['count']) === 1 ? 'one' : 'other'}`;
  const found = find(dictionary, key) ?? find(dictionary, plural) ?? find(zhCN, key) ?? key;
  return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** Words of the first dictionary in the reader's language, and which language that is. */
export function useTranslation() {
  const now = useSyncExternalStore(subscribe, readLanguage);
  return useMemo(
    () => ({
      t: (key: TextKey, values?: Values) => translate(now, key, values),
      i18n: { language: now },
    }),
    [now],
  );
}
