import { operationRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useBodyName } from '../../api/bodies.ts';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { Tag } from '../../design/primitives.tsx';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { Application } from './case-data.ts';
import css from './case.module.css';

const LEVELS = ['low', 'medium', 'high'] as const;
type RiskLevel = (typeof LEVELS)[number];

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

/** What a grant rests on beside the chain: the assessment before the decision, and the providing agencies' consent. */
export function CaseConditions(props: { readonly application: Application }) {
  const w = useCasesWords().conditions;
  const nameOf = useBodyName();
  const { application } = props;
  const { assessment, consents, mayDo } = application;
  const consent = useWrite(operationRoutes.giveConsent);
  if (!assessment.required && assessment.level === null && !consents.required) return null;
  const params = { id: application.id };
  return (
    <section className={css['part']} aria-labelledby="conditions-title">
      <h2 id="conditions-title">{w.title}</h2>
      <p>
        {w.assessment}{' '}
        {assessment.level === null ? (
          <Tag tone="warn">{w.missing}</Tag>
        ) : (
          <Tag tone={assessment.level === 'high' && !assessment.accepted ? 'warn' : 'ok'}>
            {w.level[assessment.level]}
          </Tag>
        )}
      </p>
      {[...assessment.risks, ...assessment.measures].map((line) => (
        <p key={line} className={css['quiet']}>
          {line}
        </p>
      ))}
      <Assess application={application} />
      {consents.required ? (
        <p>
          {w.consents} {consents.given.length === 0 ? <Tag tone="warn">{w.missing}</Tag> : null}
        </p>
      ) : null}
      {consents.given.map((one) => (
        <p key={`${one.body}${one.at}`} className={css['quiet']}>
          {nameOf(one.body)} · {one.decision === 'consent' ? w.consented : w.refused} · {formatInstant(one.at)}
        </p>
      ))}
      {mayDo.includes('consent') ? (
        <div className={css['ownActs']}>
          <ConfirmAct
            label={w.consent}
            look="primary"
            text={w.consentText}
            act={() => consent.mutateAsync({ params, body: { decision: 'consent' } })}
          />
          <ConfirmAct
            label={w.refuse}
            text={w.refuseText}
            reason={w.reason}
            reasonRequired
            act={(reason) => consent.mutateAsync({ params, body: { decision: 'refuse', reasons: [reason] } })}
          />
        </div>
      ) : null}
    </section>
  );
}

function Assess(props: { readonly application: Application }) {
  const w = useCasesWords().conditions;
  const { id, mayDo } = props.application;
  const [level, setLevel] = useState<RiskLevel>('low');
  const [measures, setMeasures] = useState('');
  const assess = useWrite(operationRoutes.assessApplication);
  const accept = useWrite(operationRoutes.acceptMeasures);
  return (
    <div className={css['ownActs']}>
      {mayDo.includes('assess') ? (
        <ConfirmAct
          label={w.assess}
          look="primary"
          text={w.assessText}
          reason={w.risks}
          reasonRequired
          act={(risks) =>
            assess.mutateAsync({ params: { id }, body: { level, risks: lines(risks), measures: lines(measures) } })
          }
        >
          <label>
            {w.levelLabel}{' '}
            <select value={level} onChange={(event) => setLevel(event.target.value as RiskLevel)}>
              {LEVELS.map((one) => (
                <option key={one} value={one}>
                  {w.level[one]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {w.measures}
            <textarea rows={2} value={measures} onChange={(event) => setMeasures(event.target.value)} />
          </label>
        </ConfirmAct>
      ) : null}
      {mayDo.includes('accept-measures') ? (
        <ConfirmAct label={w.accept} text={w.acceptText} act={() => accept.mutateAsync({ params: { id } })} />
      ) : null}
    </div>
  );
}
