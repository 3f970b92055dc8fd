import { evidenceRoutes } from '@sluice/contract';
import { useTranslation } from '../../i18n/translate.ts';
import { useBodyName } from '../../api/bodies.ts';
import { useRead } from '../../api/use-call.ts';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { ClockChip } from '../../design/marks.tsx';
import { CopyText } from '../../design/primitives.tsx';
import { Timeline, type Moment } from '../../design/timeline.tsx';
import { useWorkingDays } from '../../api/working-days.ts';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useStory } from '../explorer/explorer-api.ts';
import type { Application, CasePage, CaseStep, Opinion } from './case-data.ts';
import css from './case.module.css';

type Dated = Moment & { readonly at: string };

/** Who did what, when, in how many working days; the pending step is ringed; the log's root stands below. */
export function CaseTimeline(props: {
  readonly file: CasePage;
  readonly application?: Application;
  readonly stream: string;
  readonly mine: boolean;
}) {
  const w = useCasesWords();
  const { t } = useTranslation();
  const language = useLanguage();
  const bodyName = useBodyName();
  const left = useWorkingDays();
  const story = useStory(props.stream);
  const people = story.data?.people ?? {};
  const { file, application } = props;
  const role = (name: string): string => t(`role.${name}` as 'role.buyer');
  const who = (opinion: Opinion): string =>
    [people[opinion.person], bodyName(opinion.body) ?? role(opinion.role)].filter(Boolean).join(' · ');
  const past: Dated[] = [
    {
      id: 'opened',
      at: file.openedAt,
      actor: file.proposer.name,
      verb: file.kind === 'use-application' ? w.verb.submitted : w.verb.opened,
      when: formatInstant(file.openedAt),
      state: 'done',
    },
    ...file.steps.flatMap((step) => [
      ...step.opinions.map((opinion, at) => momentOf(step, opinion, at, who(opinion), w, language)),
      ...(step.escalatedAt
        ? [
            {
              id: `${step.id}-over`,
              at: step.escalatedAt,
              actor: titleIn(language, step),
              verb: w.verb.escalated,
              when: formatInstant(step.escalatedAt),
              state: 'bad' as const,
            },
          ]
        : []),
    ]),
    ...(application ? laterMoments(application, { w, bodyName, role, language }) : []),
  ];
  const { next } = file;
  const waiting: Moment[] = next
    ? [
        {
          id: 'next',
          actor: '',
          verb:
            next.act === 'supplement'
              ? w.verb.awaitsSupplement
              : props.mine
                ? w.verb.awaitsMe
                : fill(w.verb.awaits, { role: role(next.role) }),
          when: <ClockChip left={left(next.dueOn)} dueOn={next.dueOn} provisional={next.dueProvisional} />,
          state: 'current',
        },
      ]
    : [];
  return (
    <>
      <h2 className={css['sideTitle']}>{w.case.process}</h2>
      <Timeline label={w.case.process} moments={[...past.toSorted((a, b) => a.at.localeCompare(b.at)), ...waiting]} />
      <EvidenceRoot stream={props.stream} count={story.data?.length} />
    </>
  );
}

function momentOf(
  step: CaseStep,
  opinion: Opinion,
  at: number,
  actor: string,
  w: ReturnType<typeof useCasesWords>,
  language: 'zh-CN' | 'en',
): Dated {
  const last = at === step.opinions.length - 1 && step.state === 'done';
  const said = [
    ...opinion.reasons,
    ...opinion.findings.filter((one) => one.text !== '').map((one) => findingText(step, one, language)),
  ];
  return {
    id: `${step.id}-${at}`,
    at: opinion.at,
    actor,
    verb: `${titleIn(language, step)} ${w.verb[opinion.outcome]}`,
    when: (
      <>
        {formatInstant(opinion.at)}
        {last ? ` · ${fill(w.case.used, { days: step.workingDays.used })}` : ''}
      </>
    ),
    state: opinion.outcome === 'fail' ? 'bad' : 'done',
    ...(said.length > 0 ? { comment: said.map((text) => <p key={text}>{text}</p>) } : {}),
  };
}

function findingText(step: CaseStep, finding: Opinion['findings'][number], language: 'zh-CN' | 'en'): string {
  const aspect = step.aspects.find((one) => one.id === finding.aspect);
  const title = aspect ? titleIn(language, aspect) : finding.aspect;
  // Some write the aspect's name before their finding.
  return finding.text.startsWith(title) ? finding.text : `${title}${language === 'en' ? ': ' : '：'}${finding.text}`;
}

function laterMoments(
  application: Application,
  said: {
    readonly w: ReturnType<typeof useCasesWords>;
    readonly bodyName: (id: string) => string | undefined;
    readonly role: (name: string) => string;
    readonly language: 'zh-CN' | 'en';
  },
): readonly Dated[] {
  const { w, bodyName, role, language } = said;
  const signed = application.documents.flatMap((document) =>
    document.signatures.map((signature): Dated => ({
      id: `${document.id}-${signature.party}`,
      at: signature.at,
      actor: bodyName(signature.body) ?? role(signature.party),
      verb: fill(w.verb.signed, { title: titleIn(language, document) }),
      when: formatInstant(signature.at),
      state: 'done',
    })),
  );
  const { filing } = application;
  return filing.number !== null && filing.at !== null
    ? [
        ...signed,
        {
          id: 'filed',
          at: filing.at,
          actor: role('data-authority'),
          verb: `${w.verb.filed} ${filing.number}`,
          when: formatInstant(filing.at),
          state: 'done',
        },
      ]
    : signed;
}

/** Root of the log that holds the entries of this case, and the way to them. */
function EvidenceRoot(props: { readonly stream: string; readonly count: number | undefined }) {
  const w = useCasesWords().root;
  const log = useRead(evidenceRoutes.getLog, {}, { refetchMs: 60_000 }).data;
  return (
    <div className={css['root']}>
      <Icon name="shield" size={14} />
      <div>
        <div>{props.count === undefined ? w.pending : fill(w.title, { count: props.count })}</div>
        {log ? (
          <div>
            {w.root} <CopyText label={w.root} value={log.published.root} shown={shorten(log.published.root, 4, 4)} />
          </div>
        ) : null}
        <Go to={`/console/evidence?story=${encodeURIComponent(props.stream)}`}>{w.open}</Go>
      </div>
    </div>
  );
}
