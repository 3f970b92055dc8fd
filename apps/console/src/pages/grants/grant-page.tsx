import { authorizationRoutes, operationRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useProfile } from '../../api/profile.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { PaperButtons } from '../papers/paper-buttons.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { Go, usePathParam } from '../../design/go.tsx';
import { State } from '../../design/marks.tsx';
import { PageHead } from '../../design/page-head.tsx';
import buttons from '../../design/primitives.module.css';
import { fill, joinWords, useLanguage } from '../../i18n/area.ts';
import { useGrantWords } from '../../i18n/grants/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import { pageExists } from '../../pages.ts';
import { GrantAgreements } from './grant-agreements.tsx';
import { GrantEntries } from './grant-entries.tsx';

export type Grant = Answer<typeof authorizationRoutes.readGrant>;

/** What a grant fixes: fields with their uses, agreements, quotas, rules for results, and how it ends. */
export function GrantPage() {
  const id = usePathParam('id');
  const w = useGrantWords();
  const grant = useRead(authorizationRoutes.readGrant, { params: { id } });
  const shown = grant.data?.id === id ? grant.data : undefined;
  if (shown) return <Body grant={shown} />;
  return (
    <>
      <PageHead title={w.title} back={{ href: '/console/grants', label: w.back }} />
      <Await query={{ ...grant, data: shown }} skeleton={<RowsSkeleton rows={10} />}>
        {() => null}
      </Await>
    </>
  );
}

function Body({ grant }: { readonly grant: Grant }) {
  const w = useGrantWords();
  const bodyName = useBodyName();
  return (
    <DetailPage
      title={grant.scenarioTitle}
      back={{ href: '/console/grants', label: w.back }}
      meta={
        <>
          <State of={`grantState.${grant.state}`} />
          <span>{bodyName(grant.developer)}</span>
          <span>{fill(w.periodValue, { from: grant.startsAt.slice(0, 10), to: grant.endsAt.slice(0, 10) })}</span>
          {grant.revocation ? (
            <span>
              {fill(w.revoked, { time: formatInstant(grant.revocation.at), ground: grant.revocation.ground })}
            </span>
          ) : null}
        </>
      }
      actions={<Actions grant={grant} />}
      facts={<Sides grant={grant} />}
    >
      <GrantEntries grant={grant} />
      <GrantAgreements grant={grant} />
    </DetailPage>
  );
}

function Actions({ grant }: { readonly grant: Grant }) {
  const w = useGrantWords();
  const active = useSession().data?.active;
  const end = useWrite(authorizationRoutes.revokeGrant);
  const suspend = useWrite(operationRoutes.suspendGrant);
  const resume = useWrite(operationRoutes.resumeGrant);
  const workbench = `/console/workbench?grant=${grant.id}`;
  const stops =
    active !== undefined &&
    active.jurisdiction === grant.jurisdiction &&
    ['data-authority', 'security-regulator'].includes(active.role);
  const own = active?.role === 'developer' && active.bodyId === grant.developer;
  const ends = active?.role === 'data-authority' && active.jurisdiction === grant.jurisdiction;
  const running = grant.state === 'active' || grant.state === 'prepared';
  return (
    <>
      <PaperButtons kind="grant" object={grant.id} />
      {stops && running ? (
        <ConfirmAct
          label={w.suspend}
          text={w.suspendText}
          reason={w.endGround}
          reasonRequired
          act={(ground) => suspend.mutateAsync({ params: { id: grant.id }, body: { ground } })}
        />
      ) : null}
      {stops && grant.state === 'suspended' ? (
        <ConfirmAct
          label={w.resume}
          look="primary"
          text={w.resumeText}
          reason={w.endGround}
          reasonRequired
          act={(ground) => resume.mutateAsync({ params: { id: grant.id }, body: { ground } })}
        />
      ) : null}
      {ends && running ? (
        <ConfirmAct
          label={w.end}
          text={w.endText}
          reason={w.endGround}
          reasonRequired
          act={(ground) => end.mutateAsync({ params: { id: grant.id }, body: { ground } })}
        />
      ) : null}
      <Go className={buttons['button']} to={`/console/evidence?story=${encodeURIComponent(`grant:${grant.id}`)}`}>
        {w.evidence}
      </Go>
      <Go className={buttons['button']} to={`/console/cases/${grant.applicationId}`}>
        {w.application}
      </Go>
      {own && grant.state === 'active' && pageExists(workbench) ? (
        <Go className={`${buttons['button']} ${buttons['primary']}`} to={workbench}>
          {w.workbench}
        </Go>
      ) : null}
    </>
  );
}

function Sides({ grant }: { readonly grant: Grant }) {
  const w = useGrantWords();
  const bodyName = useBodyName();
  const profile = useProfile(grant.jurisdiction);
  const language = useLanguage();
  const techniques: Readonly<Record<string, string>> = w.technique;
  const { workspace, protection } = grant;
  return (
    <>
      <Facts
        title={w.facts}
        items={[
          [w.purpose, grant.purpose],
          [w.operator, bodyName(grant.operator)],
          [w.sector, profile?.fieldTitle(grant.field) ?? grant.field],
          [w.leadUnit, bodyName(grant.leadUnit)],
          [
            w.techniques,
            joinWords(
              language,
              grant.techniques.map((one) => techniques[one] ?? one),
            ),
          ],
          [w.safeguards, grant.safeguards.join(language === 'en' ? '; ' : '；')],
          [w.filing, grant.filingNumber],
          [w.rules, profile ? `${profile.title} ${grant.profile.version}` : grant.profile.version],
        ]}
      />
      <Facts
        title={w.quotas}
        items={[
          [w.queries, fill(w.queriesValue, { count: workspace.queriesPerDay })],
          [w.memory, fill(w.memoryValue, { count: workspace.memoryMegabytes })],
          [w.deadline, fill(w.deadlineValue, { seconds: workspace.deadlineMs / 1000 })],
        ]}
      />
      <Facts
        title={w.protection}
        items={[
          [w.group, fill(w.groupValue, { count: protection.minGroupSize })],
          [
            w.dominance,
            fill(w.dominanceValue, { n: protection.dominance.n, share: Math.round(protection.dominance.share * 100) }),
          ],
        ]}
      />
    </>
  );
}
