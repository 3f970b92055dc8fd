import { useParams, useRouter } from '@tanstack/react-router';
import { useCallback, type AnchorHTMLAttributes, type MouseEvent } from 'react';

/** Goes to an address of this build without loading it anew. */
export function useGo(): (href: string, options?: { readonly replace?: boolean }) => void {
  const router = useRouter();
  return useCallback(
    (href, options) => {
      if (options?.replace) router.history.replace(href);
      else router.history.push(href);
    },
    [router],
  );
}

/** A parameter of the page's path, `$id` → `usePathParam('id')`. */
export function usePathParam(name: string): string {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  return params[name] ?? '';
}

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly to: string };

/** A link within the build, `to` being the whole address with its search part. The page is fetched on hover or focus. */
export function Go({ to, onClick, ...rest }: Props) {
  const router = useRouter();
  const go = (event: MouseEvent<HTMLAnchorElement>): void => {
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
    router.history.push(to);
  };
  const fetchAhead = (): void => void router.preloadRoute({ to: to.split('?')[0] ?? to }).catch(() => undefined);
  return <a {...rest} href={to} onClick={go} onMouseEnter={fetchAhead} onFocus={fetchAhead} />;
}
