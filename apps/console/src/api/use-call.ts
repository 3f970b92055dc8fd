import type { Answer, CallInput, Route } from '@sluice/contract';
import { useMutation, useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useLanguage } from '../i18n/area.ts';
import { showNote } from '../design/notes.ts';
import { call, type Given } from './call.ts';

interface ReadOptions {
  /** False while something that the question needs is not known yet. */
  readonly enabled?: boolean;
  readonly refetchMs?: number;
  readonly staleMs?: number;
}

/**
 * Asks one reading route. The answer before stays while another page or filter is fetched (`isPlaceholderData`), never
 * that of another thing: nobody may decide on one case while he reads the one before.
 * Errors are `ProblemError`; the sentence is in the reader's language.
 */
export function useRead<R extends Route>(route: R, input: Given<R>, options: ReadOptions = {}) {
  const language = useLanguage();
  return useQuery<Answer<R>>({
    queryKey: [route.name, input],
    queryFn: ({ signal }) => call(route, input, language, signal),
    placeholderData: ((before: Answer<R> | undefined, asked?: { readonly queryKey: QueryKey }) =>
      paramsOf(asked?.queryKey[1]) === paramsOf(input) ? before : undefined) as never,
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
    ...(options.refetchMs === undefined ? {} : { refetchInterval: options.refetchMs }),
    ...(options.staleMs === undefined ? {} : { staleTime: options.staleMs }),
  });
}

interface Evidence {
  readonly evidence?: readonly { readonly entryId: string }[];
}

/** Calls one writing route; then everything on the page is asked for anew, and a note leads to the evidence. */
export function useWrite<R extends Route>(
  route: R,
  options: { readonly done?: string; readonly quiet?: boolean } = {},
) {
  const language = useLanguage();
  const client = useQueryClient();
  return useMutation<Answer<R>, Error, Given<R>>({
    mutationFn: (input) => call(route, input, language),
    onSuccess: async (answer) => {
      const entry = (answer as Evidence | undefined)?.evidence?.at(-1)?.entryId;
      if (!options.quiet)
        showNote({ tone: 'ok', ...(options.done ? { text: options.done } : {}), ...(entry ? { entry } : {}) });
      await client.invalidateQueries();
    },
  });
}

export type WriteInput<R extends Route> = CallInput<R>;

const paramsOf = (input: unknown): string =>
  JSON.stringify(typeof input === 'object' && input !== null && 'params' in input ? input.params : null);
