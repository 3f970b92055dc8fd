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
  readonly state: 'running' | 'stopping' | 'done' | 'failed' | 'stopped';
  readonly startedAt: number;
  readonly ms: number | null;
  readonly answer: RunAnswer | null;
  readonly error: unknown;
}

/** Also where the page has no secure origin, and with it no `randomUUID`. */
function newRunName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Whether it came too late does not matter: the run then has its answer. */
function kill(grantId: string, run: string, language: string): void {
  call(gateRoutes.stopRun, { params: { id: grantId, run } }, language).catch(() => undefined);
}

/** Runs programs. An answer belongs to the run that asked for it: a slow one never shows as the result of the next. */
export function useRun(grantId: string) {
  const language = useLanguage();
  const client = useQueryClient();
  const [run, setRun] = useState<Run | null>(null);
  const turn = useRef(0);
  const waiting = useRef<{ readonly name: string; readonly control: AbortController } | null>(null);
  useEffect(
    () => () => {
      waiting.current?.control.abort();
    },
    [],
  );
  const start = async (body: Body): Promise<void> => {
    const mine = ++turn.current;
    if (waiting.current) kill(grantId, waiting.current.name, language);
    const control = new AbortController();
    const name = newRunName();
    waiting.current = { name, control };
    const begun = { sql: body.sql, at: new Date().toISOString(), startedAt: performance.now() };
    setRun({ ...begun, state: 'running', ms: null, answer: null, error: null });
    try {
      const input = { params: { id: grantId }, body: { ...body, run: name } };
      const answer = await call(gateRoutes.runProgram, input, language, control.signal);
      keepText(grantId, answer.decisionId, body.sql);
      if (mine === turn.current)
        setRun({ ...begun, state: 'done', ms: Math.round(performance.now() - begun.startedAt), answer, error: null });
    } catch (error) {
      if (mine === turn.current)
        setRun((now) => ({
          ...begun,
          state: now?.state === 'stopping' ? 'stopped' : 'failed',
          ms: null,
          answer: null,
          error,
        }));
    } finally {
      if (waiting.current?.name === name) waiting.current = null;
      void client.invalidateQueries({ queryKey: [gateRoutes.listQueries.name] });
    }
  };
  /** Ends the run in the domain; it answers by itself that it was not completed. */
  const stop = (): void => {
    if (!waiting.current) return;
    setRun((now) => (now?.state === 'running' ? { ...now, state: 'stopping' } : now));
    kill(grantId, waiting.current.name, language);
  };
  return { run, start, stop };
}
