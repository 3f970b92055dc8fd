import { caseOfficeRoutes, identityRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import type { CasePage } from './case-data.ts';
import { AnnounceRefusal } from './hearing.tsx';
import css from './decision-box.module.css';

type Role = 'operator' | 'sector-authority' | 'custodian' | 'data-authority' | 'security-regulator';
const SIGNERS: readonly Role[] = ['sector-authority', 'custodian', 'operator', 'data-authority', 'security-regulator'];

/** What an office does with a case besides deciding it: remind, hand over, ask for a signature, sign, stand aside. */
export function OfficeActs({ file }: { readonly file: CasePage }) {
  const w = useCasesWords().office;
  const active = useSession().data?.active;
  const remind = useWrite(caseOfficeRoutes.remindHandler);
  const interest = useWrite(caseOfficeRoutes.declareInterest);
  const may = (act: string): boolean => file.acts.some((one) => one.act === act && one.allowed);
  const params = { id: file.id };
  if (!active || !file.next) return null;
  const handles = may('act-on-step');
  const follows = !handles && (active.bodyId === file.proposer.id || active.role === 'data-authority');
  const any = handles || follows || may('hand-over') || may('ask-signer') || may('sign');
  if (!any) return null;
  return (
    <details className={css['office']}>
      <summary>{w.more}</summary>
      <div className={css['officeActs']}>
        {may('sign') ? <Sign file={file} /> : null}
        {follows ? (
          <ConfirmAct
            label={w.remind}
            text={w.remindText}
            reason={w.remindReason}
            reasonRequired
            act={(text) => remind.mutateAsync({ params, body: { text } })}
          />
        ) : null}
        <AnnounceRefusal file={file} />
        {may('ask-signer') ? <AskSigner file={file} /> : null}
        {may('hand-over') ? <HandOver file={file} role={file.next.role} /> : null}
        {handles ? (
          <ConfirmAct
            label={w.interest}
            text={w.interestText}
            reason={w.reason}
            reasonRequired
            act={(reason) => interest.mutateAsync({ params, body: { reason } })}
          />
        ) : null}
      </div>
    </details>
  );
}

/** Whom the reader asked, and what they said. */
export function Signers({ file }: { readonly file: CasePage }) {
  const w = useCasesWords().office;
  const bodyName = useBodyName();
  const { signers } = file;
  if (signers.length === 0) return null;
  return (
    <ul className={css['signers']} aria-label={w.asked}>
      {signers.map((signer) => (
        <li key={`${signer.step} ${signer.body} ${signer.mode}`}>
          {bodyName(signer.body) ?? signer.role} · {w[signer.mode]} ·{' '}
          {signer.outcome === null ? w.waiting : signer.outcome === 'pass' ? w.agree : w.disagree}
        </li>
      ))}
    </ul>
  );
}

function Bodies(props: {
  readonly role: string;
  readonly jurisdiction: string;
  readonly value: string;
  readonly onChange: (body: string) => void;
}) {
  const w = useCasesWords().office;
  const bodies = useRead(
    identityRoutes.listBodies,
    { query: { jurisdiction: props.jurisdiction, role: props.role as Role } },
    { staleMs: 300_000 },
  );
  return (
    <label className={css['select']}>
      {w.body}
      <select value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        <option value="">{w.choose}</option>
        {(bodies.data?.items ?? []).map((body) => (
          <option key={body.id} value={body.id}>
            {body.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function HandOver({ file, role }: { readonly file: CasePage; readonly role: string }) {
  const w = useCasesWords().office;
  const [body, setBody] = useState('');
  const act = useWrite(caseOfficeRoutes.handOverCase);
  return (
    <ConfirmAct
      label={w.handOver}
      text={w.handOverText}
      reason={w.reason}
      reasonRequired
      act={(reason) => act.mutateAsync({ params: { id: file.id }, body: { ...(body ? { body } : {}), reason } })}
    >
      <Bodies role={role} jurisdiction={file.jurisdiction} value={body} onChange={setBody} />
    </ConfirmAct>
  );
}

function AskSigner({ file }: { readonly file: CasePage }) {
  const w = useCasesWords().office;
  const { t } = useTranslation();
  const [role, setRole] = useState<Role>('sector-authority');
  const [body, setBody] = useState('');
  const [mode, setMode] = useState<'joint' | 'added'>('added');
  const act = useWrite(caseOfficeRoutes.askSigner);
  return (
    <ConfirmAct
      label={w.askSigner}
      text={w.askSignerText}
      reason={w.reason}
      reasonRequired
      act={(reason) => act.mutateAsync({ params: { id: file.id }, body: { role, body, mode, reason } })}
    >
      <label className={css['select']}>
        {w.mode}
        <select value={mode} onChange={(event) => setMode(event.target.value === 'joint' ? 'joint' : 'added')}>
          <option value="added">{w.added}</option>
          <option value="joint">{w.joint}</option>
        </select>
      </label>
      <label className={css['select']}>
        {w.role}
        <select
          value={role}
          onChange={(event) => {
            setRole(event.target.value as Role);
            setBody('');
          }}
        >
          {SIGNERS.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <Bodies role={role} jurisdiction={file.jurisdiction} value={body} onChange={setBody} />
    </ConfirmAct>
  );
}

function Sign({ file }: { readonly file: CasePage }) {
  const w = useCasesWords().office;
  const act = useWrite(caseOfficeRoutes.signCaseStep);
  const sign = (outcome: 'pass' | 'fail') => (reason: string) =>
    act.mutateAsync({ params: { id: file.id }, body: { outcome, reasons: reason ? [reason] : [] } });
  return (
    <>
      <ConfirmAct
        label={`${w.sign}：${w.agree}`}
        look="primary"
        text={w.signText}
        reason={w.opinion}
        act={sign('pass')}
      />
      <ConfirmAct
        label={`${w.sign}：${w.disagree}`}
        text={w.signText}
        reason={w.opinion}
        reasonRequired
        act={sign('fail')}
      />
    </>
  );
}
