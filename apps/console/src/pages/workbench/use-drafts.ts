import { ownKey } from '../../api/kept-here.ts';
import { useCallback, useEffect, useRef, useState } from 'react';

/** One text of the workbench, kept in this browser until somebody throws it away. */
export interface Draft {
  readonly id: string;
  readonly number: number;
  readonly sql: string;
  /** Values typed for its parameters. */
  readonly values: Readonly<Record<string, string>>;
  readonly savedAt: string;
  readonly closed?: boolean;
}

const MOST_CLOSED = 100;
const keyOf = (grantId: string): string => ownKey(`drafts.${grantId}`);

/** Texts that were kept for a grant, the newest last. What cannot be read counts as none. */
export function readDrafts(grantId: string): readonly Draft[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(grantId)) ?? '[]');
    return Array.isArray(kept) ? (kept as Draft[]).filter((one) => typeof one?.sql === 'string') : [];
  } catch {
    return [];
  }
}

function keep(grantId: string, drafts: readonly Draft[]): void {
  const open = drafts.filter((one) => !one.closed);
  const closed = drafts.filter((one) => one.closed).slice(-MOST_CLOSED);
  try {
    localStorage.setItem(keyOf(grantId), JSON.stringify([...closed, ...open]));
  } catch {
    // storage is full or forbidden: the texts hold as long as the page is open
  }
}

const make = (number: number, sql: string): Draft => ({
  id: crypto.randomUUID?.() ?? `${Date.now()}`,
  number,
  sql,
  values: {},
  savedAt: new Date().toISOString(),
});

/** The open texts of a grant. Every change is written at once; other windows of this browser see it. */
export function useDrafts(grantId: string, first: string) {
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => {
    const kept = readDrafts(grantId);
    return kept.some((one) => !one.closed) ? kept : [...kept, make(kept.length + 1, first)];
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const latest = useRef(drafts);
  const change = useCallback(
    (to: readonly Draft[]) => {
      latest.current = to;
      keep(grantId, to);
      setDrafts(to);
    },
    [grantId],
  );
  useEffect(() => keep(grantId, latest.current), [grantId]);
  const open = drafts.filter((one) => !one.closed);
  const current = open.find((one) => one.id === chosen) ?? open.at(-1);
  const patch = useCallback(
    (id: string, part: Partial<Draft>) =>
      change(
        latest.current.map((one) => (one.id === id ? { ...one, ...part, savedAt: new Date().toISOString() } : one)),
      ),
    [change],
  );
  const add = useCallback(
    (sql: string) => {
      const next = make(Math.max(0, ...latest.current.map((one) => one.number)) + 1, sql);
      change([...latest.current, next]);
      setChosen(next.id);
    },
    [change],
  );
  const close = useCallback(
    (id: string) => {
      const rest = latest.current.map((one) => (one.id === id ? { ...one, closed: true } : one));
      const left = rest.filter((one) => !one.closed);
      change(left.length > 0 ? rest : [...rest, make(rest.length + 1, first)]);
    },
    [change, first],
  );
  return { drafts, open, current, choose: setChosen, patch, add, close };
}

const RUNS_KEPT = 200;

/** Remembers which text a decision was about: the server keeps its digest alone. */
export function keepText(grantId: string, decisionId: string, sql: string): void {
  try {
    const key = ownKey(`texts.${grantId}`);
    const kept = Object.entries(JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, string>);
    localStorage.setItem(key, JSON.stringify(Object.fromEntries([...kept.slice(-RUNS_KEPT), [decisionId, sql]])));
  } catch {
    // without storage the history shows digests only
  }
}

export function readTexts(grantId: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(localStorage.getItem(ownKey(`texts.${grantId}`)) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}
