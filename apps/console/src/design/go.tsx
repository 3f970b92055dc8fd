import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { fetchAhead } from '../route/fetch-ahead.ts';
import { goTo } from '../route/location.ts';

export { usePathParam } from '../route/params.ts';

const go = (href: string, options?: { readonly replace?: boolean }): void => goTo(href, options?.replace === true);

/** Goes to an address of this build without loading it anew. */
export function useGo(): (href: string, options?: { readonly replace?: boolean }) => void {
  return go;
}

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly to: string };

/** A link within the build, `to` being the whole address with its search part. The page is fetched on hover or focus. */
export function Go({ to, onClick, ...rest }: Props) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    goTo(to);
  };
  const ahead = (): void => fetchAhead(to);
  return <a {...rest} href={to} onClick={follow} onMouseEnter={ahead} onFocus={ahead} />;
}
