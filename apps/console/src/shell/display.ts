import { useSyncExternalStore } from 'react';

const CHOICES = {
  theme: ['light', 'dark'],
  density: ['comfortable', 'compact'],
  /** Larger type, stronger contrast, underlined links, no motion (GB/T 37668). */
  access: ['off', 'on'],
} as const;

type Setting = keyof typeof CHOICES;
export type Display = { readonly [S in Setting]: (typeof CHOICES)[S][number] };

const EVENT = 'sluice:display';

function read(setting: Setting): string {
  const value = document.documentElement.dataset[setting];
  return value === CHOICES[setting][1] ? CHOICES[setting][1] : CHOICES[setting][0];
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(EVENT, onChange);
  return () => window.removeEventListener(EVENT, onChange);
}

/** How this computer shows pages. It stands on the root element before the first paint (theme.js) and is kept. */
export function useDisplay(): Display {
  const text = useSyncExternalStore(subscribe, () => `${read('theme')} ${read('density')} ${read('access')}`);
  const [theme, density, access] = text.split(' ');
  return { theme, density, access } as Display;
}

/** Takes the other one of the two choices. */
export function toggleDisplay(setting: Setting): void {
  const next = read(setting) === CHOICES[setting][0] ? CHOICES[setting][1] : CHOICES[setting][0];
  document.documentElement.dataset[setting] = next;
  try {
    localStorage.setItem(`sluice.${setting}`, next);
  } catch {
    // not kept where storage is forbidden: the choice holds for this visit
  }
  window.dispatchEvent(new Event(EVENT));
}
