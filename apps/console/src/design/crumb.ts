import { useEffect, useSyncExternalStore } from 'react';

let crumb: string | null = null;
const readers = new Set<() => void>();

function change(to: string | null): void {
  crumb = to;
  for (const reader of readers) reader();
}

/** The name of the thing that is shown, for the breadcrumb and the window's title. */
export function useCrumb(): string | null {
  return useSyncExternalStore(
    (reader) => {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    () => crumb,
  );
}

/** Says what is shown; page heads do. */
export function useTitle(title: string, product: string): void {
  useEffect(() => {
    change(title);
    const before = document.title;
    document.title = `${title} · ${product}`;
    return () => {
      document.title = before;
      change(null);
    };
  }, [title, product]);
}
