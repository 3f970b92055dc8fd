import { caseOfficeRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useWrite } from '../../api/use-call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import type { CasePage } from './case-data.ts';
import css from './decision-box.module.css';

type Panel = CasePage['panels'][number];
type Outcome = 'pass' | 'fail';

/** Votes of the case's panels: how many are in, what was voted where that is open, and the reader's own vote. */
export function PanelVotes({ file }: { readonly file: CasePage }) {
  const w = useCasesWords().panel;
  const { t } = useTranslation();
  const language = useLanguage();
  if (file.panels.length === 0) return null;
  return (
    <>
      {file.panels.map((panel) => {
        const step = file.steps.find((one) => one.id === panel.step);
        const votes = step?.state === 'current' && mayVote(file);
        return (
          <section key={panel.step} className={css['panel']} aria-label={w.title}>
            <p className={css['panelLine']}>
              <strong>{step ? titleIn(language, step) : w.title}</strong>{' '}
              {fill(w.state, {
                voted: panel.voted,
                quorum: panel.quorum,
                members: t(`role.${panel.members}` as 'role.buyer'),
              })}{' '}
              · {w.majority[panel.majority]}
            </p>
            {panel.votes.length > 0 ? (
              <ul className={css['signers']}>
                {panel.votes.map((vote) => (
                  <li key={vote.person}>
                    {step?.state === 'current' ? w.own : w.member} · {w[vote.outcome]}
                    {panel.scores.length > 0 ? ` · ${fill(w.points, { points: total(vote.scores) })}` : ''}
                    {vote.reasons.length > 0 ? ` · ${vote.reasons.join('；')}` : ''}
                  </li>
                ))}
              </ul>
            ) : null}
            {votes ? <VoteForm file={file} panel={panel} /> : null}
          </section>
        );
      })}
    </>
  );
}

const mayVote = (file: CasePage): boolean => file.acts.some((one) => one.act === 'vote' && one.allowed);

const total = (scores: Readonly<Record<string, number>>): number =>
  Object.values(scores).reduce((sum, points) => sum + points, 0);

function VoteForm(props: { readonly file: CasePage; readonly panel: Panel }) {
  const w = useCasesWords().panel;
  const language = useLanguage();
  const errorWords = useErrorWords();
  const { file, panel } = props;
  const [scores, setScores] = useState<Readonly<Record<string, string>>>({});
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const vote = useWrite(caseOfficeRoutes.voteOnCase, { done: w.done });
  const give = async (outcome: Outcome): Promise<void> => {
    const points = panel.scores.map((one) => [one.id, Number(scores[one.id] ?? '')] as const);
    const wrong = panel.scores.some((one, at) => {
      const given = points[at]?.[1] ?? Number.NaN;
      return (scores[one.id] ?? '').trim() === '' || !Number.isInteger(given) || given < 0 || given > one.max;
    });
    const missing = wrong ? w.scoreMissing : outcome === 'fail' && reason.trim() === '' ? w.reasonMissing : null;
    setProblem(missing);
    if (missing) return;
    try {
      await vote.mutateAsync({
        params: { id: file.id },
        body: {
          step: panel.step,
          outcome,
          scores: Object.fromEntries(points),
          reasons: reason.trim() === '' ? [] : [reason.trim()],
        },
      });
    } catch (error) {
      const said = errorWords(error);
      setProblem([said.title, said.text].filter(Boolean).join(' '));
    }
  };
  return (
    <div className={css['box']} role="group" aria-label={w.vote}>
      {panel.scores.map((one) => (
        <label key={one.id} className={css['score']}>
          <span>{titleIn(language, one)}</span>
          <input
            inputMode="numeric"
            value={scores[one.id] ?? ''}
            onChange={(event) => setScores({ ...scores, [one.id]: event.target.value })}
          />
          <span className={css['max']}>/ {one.max}</span>
        </label>
      ))}
      <textarea
        className={css['opinion']}
        rows={2}
        aria-label={w.reason}
        placeholder={w.reasonHint}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {problem ? (
        <p className={css['problem']} role="alert">
          {problem}
        </p>
      ) : null}
      <div className={css['acts']}>
        <Button disabled={vote.isPending} onClick={() => void give('fail')}>
          {w.fail}
        </Button>
        <Button look="primary" disabled={vote.isPending} onClick={() => void give('pass')}>
          {w.pass}
        </Button>
      </div>
      <p className={css['note']}>{w.secret}</p>
    </div>
  );
}
