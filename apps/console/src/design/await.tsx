import { useQueryClient, type Query, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { ErrorState } from './error-state.tsx';
import { Button, Skeleton } from './primitives.tsx';
import { useConsoleWords } from '../i18n/console/index.ts';
import css from './states.module.css';

/**
 * Shows what a query answers: a skeleton in the final shape while it is first asked, the old rows at 60 % while it is asked
 * anew, a sentence with a retry when it failed. A part that fails never takes the page with it.
 */
export function Await<T>(props: {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'isPlaceholderData' | 'refetch'>;
  /** Height of the skeleton in px, or the skeleton itself. */
  readonly skeleton?: number | ReactNode;
  /** Roles that may see it, for the sentence when this one may not. */
  readonly roles?: readonly string[];
  readonly children: (data: T) => ReactNode;
}) {
  const w = useConsoleWords();
  const { query, skeleton = 160 } = props;
  if (query.data === undefined && query.error)
    return (
      <ErrorState
        error={query.error}
        onRetry={() => void query.refetch()}
        {...(props.roles ? { roles: props.roles } : {})}
      />
    );
  if (query.data === undefined)
    return (
      <div className={css['skeleton']} role="status" aria-label={w.state.loading}>
        {typeof skeleton === 'number' ? <Skeleton height={skeleton} /> : skeleton}
        <Slow />
      </div>
    );
  return (
    <div className={query.isPlaceholderData ? css['stale'] : undefined} aria-busy={query.isPlaceholderData}>
      {props.children(query.data)}
    </div>
  );
}

const SLOW_MS = 8000;

/** After a while without an answer: that it takes long, and a way to ask again. */
export function Slow() {
  const w = useConsoleWords().state;
  const client = useQueryClient();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!slow) return null;
  return (
    <p className={css['slow']} data-testid="slow">
      {w.slow} <Button onClick={() => void askAgain(client)}>{w.retry}</Button>
    </p>
  );
}

/** Everything that never answered is let go and asked anew: asking again alone would wait for the same answer. */
async function askAgain(client: QueryClient): Promise<void> {
  const unanswered = { type: 'active', predicate: ({ state }: Query) => state.data === undefined } as const;
  await client.cancelQueries(unanswered);
  await client.refetchQueries(unanswered);
}

/** Rows of a list that is on its way. */
export function RowsSkeleton(props: { readonly rows?: number }) {
  return (
    <div className={css['rows']}>
      {Array.from({ length: props.rows ?? 8 }, (_, at) => (
        <Skeleton key={at} height={22} width={`${92 - ((at * 17) % 34)}%`} />
      ))}
    </div>
  );
}
