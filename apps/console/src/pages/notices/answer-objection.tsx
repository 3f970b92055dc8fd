import { publicityRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { fill } from '../../i18n/area.ts';
import { useNoticeWords } from '../../i18n/notices/index.ts';
import type { Notice } from './notice-page.tsx';
import css from './notices.module.css';

const ANSWERERS = ['data-authority', 'county-authority', 'operator'];

/** Whoever put the notice out says what became of an objection; everybody else reads that it waits. */
export function AnswerObjection({ notice, number }: { readonly notice: Notice; readonly number: number }) {
  const w = useNoticeWords();
  const active = useSession().data?.active;
  const [outcome, setOutcome] = useState<'founded' | 'unfounded'>('unfounded');
  const answer = useWrite(publicityRoutes.answerObjection);
  if (!active || active.jurisdiction !== notice.jurisdiction || !ANSWERERS.includes(active.role))
    return <p className={css['quiet']}>{w.waiting}</p>;
  return (
    <ConfirmAct
      label={fill(w.answer, { number })}
      text={w.answerText}
      reason={w.answerLabel}
      reasonRequired
      act={(text) => answer.mutateAsync({ params: { id: notice.id }, body: { number, outcome, answer: text } })}
    >
      <label className={css['select']}>
        {w.outcome}
        <select
          value={outcome}
          onChange={(event) => setOutcome(event.target.value === 'founded' ? 'founded' : 'unfounded')}
        >
          <option value="unfounded">{w.outcomes.unfounded}</option>
          <option value="founded">{w.outcomes.founded}</option>
        </select>
      </label>
    </ConfirmAct>
  );
}
