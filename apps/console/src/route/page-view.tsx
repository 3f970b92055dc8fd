import { Component, lazy, Suspense, type ComponentType, type LazyExoticComponent, type ReactNode } from 'react';
import { pages } from '../pages.ts';
import { PortalFrame } from '../shell/shell.tsx';
import { PageBroken, PageMissing, PagePending } from '../shell/page-states.tsx';
import type { FrameName } from '../shell/frame-name.ts';
import { readPath, usePath } from './location.ts';
import { matchPage } from './match-page.ts';
import { PathParams } from './params.ts';

type Frame = ComponentType<{ readonly children: ReactNode }>;

const Bare: Frame = ({ children }) => children;

/** Only the portal's frame comes with the first page; the working pages' brings search, notices and the sign-in. */
const frames: Record<FrameName, Frame | LazyExoticComponent<Frame>> = {
  portal: PortalFrame,
  me: PortalFrame,
  screen: Bare,
  console: lazy(async () => ({ default: await loadFrame() })),
};

const loadFrame = async (): Promise<Frame> => (await import('../shell/console/console-frame.tsx')).ConsoleFrame;

const views: Record<string, ComponentType | LazyExoticComponent<ComponentType>> = Object.fromEntries(
  pages.map((page) => [page.path, lazy(async () => ({ default: await page.load() }))]),
);

const FIRST_MS = 1000;

/**
 * Fetches the page at the address with its frame before anything is drawn: a shape drawn first would stand for a third of
 * a second at least. What takes longer is left to the drawing, which shows the shape, and says so if it never comes.
 */
export async function fetchFirst(): Promise<void> {
  const page = matchPage(pages, readPath())?.page;
  if (!page) return;
  const fetched = Promise.all([page.load(), page.frame === 'console' ? loadFrame() : frames[page.frame]]);
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, FIRST_MS));
  const [view, frame] = (await Promise.race([fetched.catch(() => undefined), late])) ?? [];
  // Never changed once it is drawn: another component in its place would begin anew.
  if (view) views[page.path] = view;
  if (frame) frames[page.frame] = frame;
}

/** The page at the address in its frame; an unknown one is missed inside the frame its path belongs to. */
export function PageView() {
  const path = usePath();
  const found = matchPage(pages, path);
  const Frame = frames[found?.page.frame ?? (path.startsWith('/console') ? 'console' : 'portal')];
  const View = views[found?.page.path ?? ''] ?? PageMissing;
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
