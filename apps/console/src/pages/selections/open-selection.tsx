import { clockRoutes, selectionRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { useSelectionWords } from '../../i18n/selections/index.ts';
import css from './selections.module.css';

const DAY_MS = 86_400_000;
const DAYS = 30;

/** Announces a choice of an operator (authority) or a call to developers (operator), for a number of days from now on. */
export function OpenSelection() {
  const w = useSelectionWords().act;
  const active = useSession().data?.active;
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 }).data;
  const [title, setTitle] = useState('');
  const [conditions, setConditions] = useState('');
  const [mandate, setMandate] = useState('');
  const [days, setDays] = useState(String(DAYS));
  const open = useWrite(selectionRoutes.openSelection);
  if (!active || !clock) return null;
  const kind = ['data-authority', 'sector-authority'].includes(active.role)
    ? ('operator' as const)
    : ['operator', 'county-authority'].includes(active.role)
      ? ('developer' as const)
      : null;
  if (kind === null) return null;
  const from = Date.parse(clock.now);
  return (
    <ConfirmAct
      label={w.open}
      look="primary"
      text={w.openText}
      act={() =>
        open.mutateAsync({
          body: {
            ...{ jurisdiction: active.jurisdiction, kind, title: title.trim(), conditions: conditions.trim() },
            opensAt: new Date(from).toISOString(),
            closesAt: new Date(from + Number(days) * DAY_MS).toISOString(),
            ...(mandate.trim() ? { mandate: mandate.trim() } : {}),
          },
        })
      }
    >
      <label className={css['field']}>
        {w.openTitle}
        <input value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label className={css['field']}>
        {w.openConditions}
        <textarea rows={3} value={conditions} onChange={(event) => setConditions(event.target.value)} />
      </label>
      <label className={css['field']}>
        {w.openDays}
        <input type="number" min={1} max={365} value={days} onChange={(event) => setDays(event.target.value)} />
      </label>
      {kind === 'operator' ? (
        <label className={css['field']}>
          {w.openMandate}
          <input value={mandate} onChange={(event) => setMandate(event.target.value)} />
        </label>
      ) : null}
    </ConfirmAct>
  );
}
