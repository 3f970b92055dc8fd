import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import './i18n/index.ts';
import { fetchFirst, PageView } from './route/page-view.tsx';
import { ProblemError } from './api/call.ts';

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A session that ended is noticed by whatever is asked next; the frame then offers the sign-in in place.
      if (error instanceof ProblemError && error.status === 401 && query.queryKey[0] !== 'session')
        void client.invalidateQueries({ queryKey: ['session'] });
    },
  }),
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
await fetchFirst();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <PageView />
    </QueryClientProvider>
  </StrictMode>,
);
