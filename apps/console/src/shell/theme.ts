import { useCallback, useState } from 'react';

export type Theme = 'light' | 'dark';

const KEY = 'sluice.theme';

/** The theme stands on the root element before the first paint (theme.js); this hook only reads and changes it. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light');
  const toggle = useCallback(() => {
    setTheme((before) => {
      const next = before === 'dark' ? 'light' : 'dark';
      document.documentElement.dataset['theme'] = next;
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // not kept where storage is forbidden: the choice holds for this visit
      }
      return next;
    });
  }, []);
  return [theme, toggle];
}
