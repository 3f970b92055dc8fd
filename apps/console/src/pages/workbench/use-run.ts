import { gateRoutes } from '@sluice/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call.ts';
import { useLanguage } from '../../i18n/area.ts';
import type { RunAnswer } from './use-checking.ts';
import { keepText } from './use-drafts.ts';

type Body = { readonly sql: string; readonly parameters?: Record<string, string | number | boolean> };

/** One run at a time: what it answered, for which text, and how long it took. */
export interface Run {
  readonly sql: string;
  readonly at: string;
  readonly state: 'running' | 'done' | 'failed' | 'left';
  readonly startedAt: number;
  readonly ms: number | null;
  readonly answer: RunAnswer | null;
  readonly error: unknown;
}

/** Runs programs. An answer belongs to the run that asked for it: a slow one never shows as the result of the next. */
export function useRun(grantId: string) {
  const language = useLanguage();
  const client = useQueryClient();
  const [run, setRun] = useState<Run | null>(null);
  const turn = useRef(0);
  const stop = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      stop.current?.abort();
    },
    [],
  );
  const start = async (body: Body): Promise<void> => {
    const mine = ++turn.current;
    stop.current?.abort();
    const control = new AbortController();
    stop.current = control;
    const begun = { sql: body.sql, at: new Date().toISOString(), startedAt: performance.now() };
    setRun({ ...begun, state: 'running', ms: null, answer: null, error: null });
    try {
      const answer = await call(gateRoutes.runProgram, { params: { id: grantId }, body }, language, control.signal);
      keepText(grantId, answer.decisionId, body.sql);
      if (mine === turn.current)
        setRun({ ...begun, state: 'done', ms: Math.round(performance.now() - begun.startedAt), answer, error: null });
    } catch (error) {
      if (mine === turn.current)
        setRun({ ...begun, state: control.signal.aborted ? 'left' : 'failed', ms: null, answer: null, error });
    } finally {
      void client.invalidateQueries({ queryKey: [gateRoutes.listQueries.name] });
    }
  };
  return { run, start, leave: () => stop.current?.abort() };
}
