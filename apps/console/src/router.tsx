import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
} from '@tanstack/react-router';
import { URL_EVENT } from './api/url-state.ts';
import { pages } from './pages.ts';
import { EvidencePage } from './pages/evidence/evidence-page.tsx';
import type { FrameName } from './shell/frame-name.ts';
import { PageBroken, PageMissing, PagePending } from './shell/page-states.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: PageMissing });

const PortalFrame = () => (
  <Shell>
    <Outlet />
  </Shell>
);

/** Only the portal's frame comes with the first page: the others bring the component library. */
const frames: Readonly<Record<FrameName, RouteComponent>> = {
  portal: PortalFrame,
  console: lazyRouteComponent(() => import('./shell/console/console-frame.tsx'), 'ConsoleFrame'),
  me: PortalFrame,
  screen: Outlet,
};

const first = (parent: ReturnType<typeof frame>) =>
  createRoute({ getParentRoute: () => parent, path: '/', component: EvidencePage });

function frame(name: FrameName) {
  return createRoute({ getParentRoute: () => root, id: name, component: frames[name] });
}

const tree = root.addChildren(
  (Object.keys(frames) as FrameName[]).map((name) => {
    const parent = frame(name);
    const children = pages
      .filter((page) => page.frame === name)
      .map((page) =>
        createRoute({
          getParentRoute: () => parent,
          path: page.path,
          component: lazyRouteComponent(async () => ({ default: await page.load() })),
        }),
      );
    // An unknown working page is missed inside its frame, with the menu beside it.
    const missed = ['/console/$a', '/console/$a/$b', '/console/$a/$b/$c'].map((path) =>
      createRoute({ getParentRoute: () => parent, path, component: PageMissing }),
    );
    if (name === 'portal') return parent.addChildren([first(parent), ...children]);
    return parent.addChildren(name === 'console' ? [...children, ...missed] : children);
  }),
);

export const router = createRouter({
  routeTree: tree,
  // Search parameters are plain text, as people type and share them.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (values) => {
    const text = new URLSearchParams(values as Record<string, string>).toString();
    return text ? `?${text}` : '';
  },
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageBroken,
  defaultNotFoundComponent: PageMissing,
  scrollRestoration: true,
});

router.history.subscribe(() => window.dispatchEvent(new Event(URL_EVENT)));
