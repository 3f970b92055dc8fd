import { useCallback, useSyncExternalStore } from 'react';

const EVENT = 'sluice:url';

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  window.addEventListener(EVENT, onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener(EVENT, onChange);
  };
}

/** One search parameter as state: what is chosen on the page is in its address, so that every view is a link. */
export function useUrlState(name: string): readonly [string | null, (value: string | null) => void] {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const set = useCallback(
    (value: string | null) => {
      const params = new URLSearchParams(window.location.search);
      if (value === null) params.delete(name);
      else params.set(name, value);
      const text = params.toString();
      window.history.pushState(null, '', text ? `?${text}` : window.location.pathname);
      window.dispatchEvent(new Event(EVENT));
    },
    [name],
  );
  return [new URLSearchParams(search).get(name), set];
}
