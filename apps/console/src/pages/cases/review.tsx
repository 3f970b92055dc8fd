import type { ReactNode } from 'react';
import { useProfile } from '../../api/profile.ts';
import { Await } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { State } from '../../design/marks.tsx';
import { Skeleton } from '../../design/primitives.tsx';
import { ThreePane } from '../../design/three-pane.tsx';
import { fill } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { CaseConditions } from './case-conditions.tsx';
import { CaseDocuments } from './case-documents.tsx';
import { CaseChecks, CaseFacts } from './case-facts.tsx';
import { CaseFindings } from './case-findings.tsx';
import { CaseTimeline } from './case-timeline.tsx';
import { ChainPicture } from './chain-picture.tsx';
import { DecisionBox } from './decision-box.tsx';
import { Hearing } from './hearing.tsx';
import { OfficeActs, Signers } from './office-acts.tsx';
import { OwnActs } from './own-acts.tsx';
import { PanelVotes } from './panel-vote.tsx';
import { useApplication, useCasePage, type Application } from './case-data.ts';
import css from './case.module.css';

/** Queue, case and process with the decision in view, for one application. */
export function Review(props: {
  readonly id: string | null;
  readonly queue: ReactNode;
  readonly queueLast?: boolean;
  readonly onDone: () => void;
}) {
  const w = useCasesWords();
  const answer = useApplication(props.id);
  const shown = answer.data?.id === props.id ? answer.data : undefined;
  const file = useCasePage(shown?.case?.id);
  const mine = file?.acts.some((one) => one.act === 'act-on-step' && one.allowed) ?? false;
  return (
    <ThreePane
      queueLast={props.queueLast}
      queueLabel={w.todo.queue}
      mainLabel={w.case.pane}
      sideLabel={w.case.process}
      queue={props.queue}
      main={
        props.id === null ? (
          <Empty icon="todo" title={w.todo.choose} />
        ) : (
          <Await query={{ ...answer, data: shown }} skeleton={<CaseSkeleton />}>
            {(application) => <CaseBody application={application} />}
          </Await>
        )
      }
      side={
        file && shown ? (
          <CaseTimeline file={file} application={shown} stream={`application:${shown.id}`} mine={mine} />
        ) : shown && shown.case === null ? (
          <p className={css['quiet']}>{w.case.notSubmitted}</p>
        ) : props.id && !answer.error ? (
          <Skeleton height={220} />
        ) : null
      }
      {...(file && shown
        ? {
            foot: (
              <>
                <Signers file={file} />
                <PanelVotes file={file} />
                <Hearing file={file} />
                <DecisionBox file={file} subject={shown.id} onDone={props.onDone} />
                <OfficeActs key={file.id} file={file} />
              </>
            ),
          }
        : {})}
    />
  );
}

const CaseSkeleton = () => (
  <div>
    <Skeleton height={18} width="30%" />
    <Skeleton height={28} width="70%" />
    <Skeleton height={110} />
    <Skeleton height={220} />
  </div>
);

function CaseBody(props: { readonly application: Application }) {
  const w = useCasesWords().case;
  const { t } = useTranslation();
  const { application } = props;
  const profile = useProfile(application.jurisdiction);
  const file = useCasePage(application.case?.id);
  const { objection } = application;
  return (
    <>
      <div className={css['number']}>
        <span>{application.number ?? w.notSubmitted}</span>
        <State of={`applicationState.${application.state}`} />
        {profile ? (
          <span>{fill(w.chainNote, { title: profile.title, version: application.profile.version })}</span>
        ) : null}
      </div>
      <h2 className={css['name']}>{application.scenarioTitle ?? application.number ?? application.id}</h2>
      {file ? <ChainPicture file={file} application={application} /> : null}
      <OwnActs application={application} />
      {application.state === 'refused' ? (
        <p className={css['objection']}>
          {fill(w.objection, {
            to: t(`role.${objection.to}` as 'role.buyer'),
            days: objection.withinWorkingDays,
            clause: objection.clause,
          })}
        </p>
      ) : null}
      <CaseFacts
        contents={application.contents}
        developer={application.developer}
        number={application.number}
        profile={profile}
      />
      <CaseChecks id={application.id} application={application} profile={profile} />
      {file ? <CaseFindings file={file} /> : null}
      <CaseConditions application={application} />
      <CaseDocuments application={application} />
    </>
  );
}
