import { useTranslation, type Language } from './translate.ts';
import type { Words } from './words.ts';

export type { Words } from './words.ts';

/**
 * The words of one page area, in its own files `i18n/<area>/{zh-cn,en}.ts`. Chinese is the source of truth: a key that
 * English lacks does not compile. Words arrive with the page that uses them, never with the first one.
 */
export function createWords<T extends object>(chinese: T, english: Words<T>): () => Words<T> {
  return function useAreaWords() {
    const { i18n } = useTranslation();
    return i18n.language === 'en' ? english : (chinese as unknown as Words<T>);
  };
}

/** Puts values into `{{name}}` places. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

export type { Language } from './translate.ts';

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh-CN';
}

/** One of a Chinese and an English title, as the interface gives them. */
export function titleIn(
  language: Language,
  item: { readonly title: string; readonly titleEn?: string | undefined },
): string {
  return language === 'en' ? (item.titleEn ?? item.title) : item.title;
}

/** The name of a body, as the interface gives it. */
export const nameIn = (language: Language, name: string, nameEn: string | undefined): string =>
  language === 'en' ? (nameEn ?? name) : name;

/** A name and what is said of it, `名称：内容` or `Name: content`. */
export function sayOf(language: Language, name: string, content: string): string {
  return `${name}${language === 'en' ? ': ' : '：'}${content}`;
}

/** Clauses one after another, as the language parts them. */
export function joinClauses(language: Language, clauses: readonly string[]): string {
  return clauses.filter(Boolean).join(language === 'en' ? '; ' : '；');
}

/** Words one after another, as the language lists them. */
export function joinWords(language: Language, words: readonly string[]): string {
  return words.filter(Boolean).join(language === 'en' ? ', ' : '、');
}
