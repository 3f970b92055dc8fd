import { pages } from '../pages.ts';
import { matchPage } from './match-page.ts';

/** Fetches the page at an address before it is opened. */
export function fetchAhead(href: string): void {
  void matchPage(pages, href.split('?')[0] ?? href)
    ?.page.load()
    .catch(() => undefined);
}
