import { useCallback, useSyncExternalStore } from 'react';

export const URL_EVENT = 'sluice:url';

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  window.addEventListener(URL_EVENT, onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener(URL_EVENT, onChange);
  };
}

/** Changes some search parameters at once; null takes one away. One step back undoes it, unless `replace`. */
export function changeUrl(patch: Readonly<Record<string, string | null>>, replace = false): void {
  const params = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
  }
  const text = params.toString();
  const to = text ? `?${text}` : window.location.pathname;
  if (replace) window.history.replaceState(window.history.state, '', to);
  else window.history.pushState(null, '', to);
  window.dispatchEvent(new Event(URL_EVENT));
}

/** All search parameters as text. */
export function useUrl(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(subscribe, () => window.location.search));
}

/** One search parameter as state: what is chosen on the page is in its address, so that every view is a link. */
export function useUrlState(name: string): readonly [string | null, (value: string | null) => void] {
  const set = useCallback((value: string | null) => changeUrl({ [name]: value }), [name]);
  return [useUrl().get(name), set];
}
