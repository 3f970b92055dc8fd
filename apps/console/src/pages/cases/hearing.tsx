import { caseOfficeRoutes } from '@sluice/contract';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { fill } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import type { CasePage } from './case-data.ts';
import css from './decision-box.module.css';

const may = (file: CasePage, act: string): boolean => file.acts.some((one) => one.act === act && one.allowed);

/** The proposer is heard before a refusal: that one is meant, until when he may speak, and what he said. */
export function Hearing({ file }: { readonly file: CasePage }) {
  const w = useCasesWords().hearing;
  const comment = useWrite(caseOfficeRoutes.commentOnRefusal, { done: w.said });
  const { hearing } = file;
  if (!hearing) return null;
  return (
    <section className={css['panel']} aria-label={w.title}>
      <p className={css['panelLine']}>
        <strong>{w.title}</strong> {fill(w.asked, { on: hearing.askedOn, until: hearing.until })}
      </p>
      <p className={css['note']}>{hearing.comment ? fill(w.comment, { text: hearing.comment }) : w.waiting}</p>
      {may(file, 'comment') ? (
        <ConfirmAct
          label={w.speak}
          look="primary"
          text={w.speakText}
          reason={w.speakReason}
          reasonRequired
          act={(text) => comment.mutateAsync({ params: { id: file.id }, body: { text } })}
        />
      ) : null}
    </section>
  );
}

/** Says to the proposer that a refusal is meant; nothing is decided until he has spoken or his time is over. */
export function AnnounceRefusal({ file }: { readonly file: CasePage }) {
  const w = useCasesWords().hearing;
  const announce = useWrite(caseOfficeRoutes.announceRefusal, { done: w.announced });
  if (!may(file, 'announce-refusal')) return null;
  return (
    <ConfirmAct
      label={w.announce}
      text={w.announceText}
      reason={w.announceReason}
      reasonRequired
      act={(reason) => announce.mutateAsync({ params: { id: file.id }, body: { reasons: [reason] } })}
    />
  );
}
