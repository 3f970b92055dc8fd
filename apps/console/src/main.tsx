import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import './i18n/index.ts';
import { EvidencePage } from './pages/evidence/evidence-page.tsx';
import { Shell } from './shell/shell.tsx';
import { ProblemError } from './api/call.ts';

/** A page of its own: the first page does not carry it. */
const ExplorerPage = lazy(async () => ({ default: (await import('./pages/explorer/explorer-page.tsx')).ExplorerPage }));
const isExplorer = window.location.pathname.replace(/\/$/, '') === '/evidence';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal does not become right by asking again; only what never arrived is asked for once more.
      retry: (count, error) => count < 2 && !(error instanceof ProblemError && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Shell>
        {isExplorer ? (
          <Suspense>
            <ExplorerPage />
          </Suspense>
        ) : (
          <EvidencePage />
        )}
      </Shell>
    </QueryClientProvider>
  </StrictMode>,
);
