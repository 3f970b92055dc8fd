import type { PageEntry } from '../pages.ts';

export interface PageMatch {
  readonly page: PageEntry;
  readonly params: Readonly<Record<string, string>>;
}

/** A word of a path that a page names is closer to it than one it takes for a parameter. */
const named = (page: PageEntry): number => page.path.split('/').filter((part) => !part.startsWith('$')).length;

/** The page at a path, and what its `$name` parts are; the one that names most of the path wins. */
export function matchPage(pages: readonly PageEntry[], path: string): PageMatch | null {
  const parts = path.split('/');
  const found = pages
    .filter((page) => {
      const wanted = page.path.split('/');
      return (
        wanted.length === parts.length &&
        wanted.every((part, at) => part === parts[at] || (part.startsWith('$') && parts[at] !== ''))
      );
    })
    .toSorted((a, b) => named(b) - named(a))[0];
  if (!found) return null;
  const params = found.path
    .split('/')
    .flatMap((part, at): [string, string][] =>
      part.startsWith('$') ? [[part.slice(1), decodeURIComponent(parts[at] ?? '')]] : [],
    );
  return { page: found, params: Object.fromEntries(params) };
}
