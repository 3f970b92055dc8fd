import { useSyncExternalStore } from 'react';
import { URL_EVENT } from '../api/url-state.ts';

/** Goes to an address of this build; whoever reads the address is told at once. A new page begins at its top. */
export function goTo(href: string, replace = false): void {
  const elsewhere = new URL(href, window.location.href).pathname !== window.location.pathname;
  if (replace) window.history.replaceState(window.history.state, '', href);
  else window.history.pushState(null, '', href);
  window.dispatchEvent(new Event(URL_EVENT));
  if (elsewhere) window.scrollTo({ top: 0 });
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  window.addEventListener(URL_EVENT, onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener(URL_EVENT, onChange);
  };
}

/** Path of the page that is shown, without a slash at its end. */
export const readPath = (): string => window.location.pathname.replace(/(.)\/$/, '$1');

/** `readPath`, told anew when the page changes. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, readPath);
}
