import { useState } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { ProblemError } from '../../api/call.ts';
import { Icon } from '../../design/icon.tsx';
import { Button, CopyText, Panel, Skeleton, StateNote, Tag } from '../../design/primitives.tsx';
import { formatCount, formatInstant, shorten } from '../../i18n/format.ts';
import css from './explorer.module.css';
import { useAudits, useHealth, useRequestAudit, type AuditRun, type Health } from './explorer-api.ts';
import { fill, useWords } from './words.ts';

/** A checkpoint older than this while entries wait is worth a look. */
const OLD_SECONDS = 60;

/** How the log is: its size, its last checkpoint, who witnessed it, what waits, what the last audit found. */
export function HealthPanel({ signedIn }: { readonly signedIn: boolean }) {
  const words = useWords().health;
  const { t } = useTranslation();
  const health = useHealth();
  const [open, setOpen] = useState(false);
  return (
    <div className={css['healthBox']}>
      <Panel
        id="health"
        title={words.title}
        note={
          health.data ? (
            <CopyText value={health.data.root} shown={shorten(health.data.root, 10, 6)} label="root" />
          ) : undefined
        }
        action={
          <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="audits-toggle">
            {open ? words.hide : words.show}
          </Button>
        }
      >
        {health.isPending ? (
          <div className={css['skeletons']}>
            <Skeleton height={48} />
          </div>
        ) : null}
        {health.isError ? (
          <StateNote
            alert
            title={t('common.failed')}
            text={health.error instanceof ProblemError ? t('common.requestId', { id: health.error.requestId }) : ''}
            action={<Button onClick={() => void health.refetch()}>{t('common.retry')}</Button>}
          />
        ) : null}
        {health.data ? <HealthFigures health={health.data} /> : null}
        {open ? <Audits signedIn={signedIn} /> : null}
      </Panel>
    </div>
  );
}

function HealthFigures({ health }: { readonly health: Health }) {
  const words = useWords().health;
  const { i18n } = useTranslation();
  const count = (value: number): string => formatCount(value, i18n.language);
  const late = health.waiting > 0 && (health.checkpointAge ?? 0) > OLD_SECONDS;
  const cosigned = Math.max(0, ...(health.witnesses?.items ?? []).map((one) => one.size ?? 0));
  return (
    <>
      {health.refusing ? (
        <p className={css['alarm']} role="alert">
          <Icon name="cross" /> {fill(words.refusing, { code: health.refusing })}
        </p>
      ) : null}
      <dl className={css['health']} data-testid="health">
        <Figure name={words.size} value={fill(words.entries, { count: count(health.size) })} />
        <Figure
          name={words.checkpoint}
          value={
            health.checkpointAge === null ? words.never : fill(words.age, { seconds: count(health.checkpointAge) })
          }
          {...(late ? { tone: 'warn' as const } : {})}
          {...(health.checkpointAt ? { title: formatInstant(health.checkpointAt) } : {})}
        />
        <Figure name={words.waiting} value={count(health.waiting)} />
        <Figure name={words.behind} value={count(health.behind)} />
        <Figure
          name={words.witnesses}
          value={
            health.witnesses === null
              ? words.noWitness
              : fill(words.witnessed, { count: health.witnesses.items.length, size: count(cosigned) })
          }
          {...(health.witnesses && !health.witnesses.met ? { tone: 'warn' as const, title: words.witnessMissing } : {})}
        />
        <Figure
          name={words.audit}
          value={
            health.lastAudit === null
              ? words.noAudit
              : health.lastAudit.findings === 0
                ? words.auditOk
                : fill(words.auditBad, { count: health.lastAudit.findings })
          }
          {...(health.lastAudit ? { title: formatInstant(health.lastAudit.finishedAt) } : {})}
          {...(health.lastAudit ? { tone: health.lastAudit.findings === 0 ? ('ok' as const) : ('bad' as const) } : {})}
        />
      </dl>
    </>
  );
}

function Figure(props: {
  readonly name: string;
  readonly value: string;
  readonly title?: string;
  readonly tone?: 'ok' | 'warn' | 'bad';
}) {
  return (
    <div title={props.title}>
      <dt>{props.name}</dt>
      <dd className={props.tone ? css[props.tone] : undefined}>{props.value}</dd>
    </div>
  );
}

function Audits({ signedIn }: { readonly signedIn: boolean }) {
  const words = useWords().health;
  const audits = useAudits(signedIn);
  const request = useRequestAudit();
  const refused = !signedIn || (audits.error instanceof ProblemError && audits.error.status === 403);
  return (
    <div className={css['audits']}>
      <div className={css['auditsHead']}>
        <h3>{words.history}</h3>
        {refused ? null : (
          <Button onClick={() => request.mutate()} disabled={request.isPending}>
            {words.run}
          </Button>
        )}
        <span role="status" className={css['quiet']}>
          {request.isSuccess ? words.queued : request.isError ? words.askRefused : ''}
        </span>
      </div>
      {refused ? <p className={css['quiet']}>{words.historyRefused}</p> : null}
      {audits.data?.items.length === 0 ? <p className={css['quiet']}>{words.noHistory}</p> : null}
      <ul className={css['auditList']}>
        {(audits.data?.items ?? []).map((run) => (
          <AuditItem key={run.id} run={run} />
        ))}
      </ul>
    </div>
  );
}

function AuditItem({ run }: { readonly run: AuditRun }) {
  const words = useWords();
  const { i18n } = useTranslation();
  const named = words.findings as Readonly<Record<string, string>>;
  const count = (value: number): string => formatCount(value, i18n.language);
  return (
    <li data-testid="audit">
      <Tag tone={run.findings.length === 0 ? 'ok' : 'bad'}>
        {run.findings.length === 0 ? words.health.auditOk : fill(words.health.auditBad, { count: run.findings.length })}
      </Tag>
      <span>{words.health[run.kind]}</span>
      <time dateTime={run.finishedAt}>{formatInstant(run.finishedAt)}</time>
      <span className={css['quiet']}>
        {fill(words.health.row, { size: count(run.size), rows: count(run.rows), ms: count(run.milliseconds) })}
      </span>
      {run.findings.length > 0 ? (
        <ul className={css['findings']}>
          {run.findings.map((finding) => (
            <li key={finding.code}>
              <strong>{named[finding.code] ?? finding.code}</strong>
              <span className="mono">{fill(words.health.place, { place: finding.place, count: finding.count })}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
