import { gateRoutes, type Answer } from '@sluice/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../api/call.ts';
import { useLanguage } from '../../i18n/area.ts';
import { parameterNames, parameterValue } from './granted.ts';
import type { Draft } from './use-drafts.ts';

export type Explanation = Answer<typeof gateRoutes.checkProgram>;
export type Diagnostic = Explanation['diagnostics'][number];
export type RunAnswer = Answer<typeof gateRoutes.runProgram>;

/** Nothing is entered by a check and none takes longer than a frame: squiggles follow the writing. */
const SETTLE_MS = 250;

/** Text and parameters as the gate takes them; null while a parameter has no value yet. */
export function programOf(draft: Draft): {
  readonly body: { readonly sql: string; readonly parameters?: Record<string, string | number | boolean> };
  readonly lacks: readonly string[];
} {
  const names = parameterNames(draft.sql);
  const given = names.filter((name) => (draft.values[name] ?? '').trim() !== '');
  return {
    body: {
      sql: draft.sql,
      ...(given.length > 0
        ? { parameters: Object.fromEntries(given.map((name) => [name, parameterValue(draft.values[name] ?? '')])) }
        : {}),
    },
    lacks: names.filter((name) => !given.includes(name)),
  };
}

/** Asks the gate about the text once the writer pauses: a check leaves nothing in the log. The same text is asked about once. */
export function useChecking(grantId: string, draft: Draft, enabled: boolean) {
  const language = useLanguage();
  const wanted = JSON.stringify(programOf(draft).body);
  const [settled, setSettled] = useState(wanted);
  useEffect(() => {
    if (wanted === settled) return;
    const timer = setTimeout(() => setSettled(wanted), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wanted, settled]);
  const body = JSON.parse(settled) as ReturnType<typeof programOf>['body'];
  const query = useQuery<Explanation>({
    queryKey: [gateRoutes.checkProgram.name, grantId, settled],
    queryFn: ({ signal }) => call(gateRoutes.checkProgram, { params: { id: grantId }, body }, language, signal),
    enabled: enabled && body.sql.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return { ...query, typing: wanted !== settled, empty: draft.sql.trim() === '' };
}
