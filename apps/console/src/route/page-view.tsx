import { Component, lazy, Suspense, type ComponentType, type LazyExoticComponent, type ReactNode } from 'react';
import { pages, type PageEntry } from '../pages.ts';
import { PortalFrame } from '../shell/shell.tsx';
import { PageBroken, PageMissing, PagePending } from '../shell/page-states.tsx';
import type { FrameName } from '../shell/frame-name.ts';
import { usePath } from './location.ts';
import { matchPage } from './match-page.ts';
import { PathParams } from './params.ts';

type Frame = ComponentType<{ readonly children: ReactNode }>;

const Bare: Frame = ({ children }) => children;

/** Only the portal's frame comes with the first page: the working pages' brings the component library. */
const frames: Readonly<Record<FrameName, Frame | LazyExoticComponent<Frame>>> = {
  portal: PortalFrame,
  me: PortalFrame,
  screen: Bare,
  console: lazy(async () => ({ default: (await import('../shell/console/console-frame.tsx')).ConsoleFrame })),
};

const views = new Map<PageEntry, LazyExoticComponent<ComponentType>>();

function viewOf(page: PageEntry): LazyExoticComponent<ComponentType> {
  const known = views.get(page);
  if (known) return known;
  const view = lazy(async () => ({ default: await page.load() }));
  views.set(page, view);
  return view;
}

/** The page at the address in its frame; an unknown one is missed inside the frame its path belongs to. */
export function PageView() {
  const path = usePath();
  const found = matchPage(pages, path);
  const Frame = frames[found?.page.frame ?? (path.startsWith('/console') ? 'console' : 'portal')];
  const View = found ? viewOf(found.page) : PageMissing;
  return (
    <Suspense fallback={<PagePending />}>
      <Frame>
        <PathParams value={found?.params ?? {}}>
          <PageBoundary key={path}>
            <Suspense fallback={<PagePending />}>
              <View />
            </Suspense>
          </PageBoundary>
        </PathParams>
      </Frame>
    </Suspense>
  );
}

/** A page that fails says so in its own place; the frame around it stays. */
class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <PageBroken error={this.state.error} />;
  }
}
