import { useTranslation } from '../../i18n/translate.ts';
import { useBodyName } from '../../api/bodies.ts';
import { Icon } from '../../design/icon.tsx';
import { fill, joinWords, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import type { Application, CasePage, CaseStep } from './case-data.ts';
import css from './chain-picture.module.css';

type State = 'done' | 'current' | 'waiting' | 'bad' | 'skipped';

interface Stage {
  readonly id: string;
  readonly title: string;
  readonly who: string;
  readonly lines: readonly string[];
  readonly clause: string;
  readonly state: State;
}

/** The chain of the jurisdiction as a picture: each step with who decides, its limit and clause; the current one is ringed. */
export function ChainPicture(props: {
  readonly file: CasePage;
  /** What follows the review of an application: signing, filing, the grant. */
  readonly application?: Application;
}) {
  const w = useCasesWords().case;
  const { t } = useTranslation();
  const language = useLanguage();
  const bodyName = useBodyName();
  const role = (name: string): string => t(`role.${name}` as 'role.buyer');
  const { file, application } = props;
  const steps = file.steps.map((step): Stage => {
    const forecast = file.forecast.find((one) => one.step === step.id);
    return {
      id: step.id,
      title: titleIn(language, step),
      who: [role(step.role), bodyName(step.body)].filter(Boolean).join(' · '),
      lines: linesOf(step, forecast?.latestOn ?? null, w),
      clause: step.clause,
      state: stateOf(step),
    };
  });
  const stages = application
    ? [...steps, ...afterReview(application, w, role, (words) => joinWords(language, words))]
    : steps;
  return (
    <ol className={css['chain']} aria-label={w.chain}>
      {stages.map((stage, at) => (
        <li key={stage.id} data-state={stage.state} aria-current={stage.state === 'current' ? 'step' : undefined}>
          <span className={css['mark']} aria-hidden>
            {stage.state === 'done' ? (
              <Icon name="check" size={12} />
            ) : stage.state === 'bad' ? (
              <Icon name="cross" size={12} />
            ) : (
              at + 1
            )}
          </span>
          <span className={css['title']}>{stage.title}</span>
          <span className={css['who']}>{stage.who}</span>
          {stage.lines.map((line) => (
            <span key={line} className={css['line']}>
              {line}
            </span>
          ))}
          <span className={css['clause']}>{stage.clause}</span>
        </li>
      ))}
    </ol>
  );
}

type Words = ReturnType<typeof useCasesWords>['case'];

function stateOf(step: CaseStep): State {
  if (step.state !== 'done') return step.state;
  return step.opinions.at(-1)?.outcome === 'fail' && step.kind !== 'opinion' ? 'bad' : 'done';
}

function linesOf(step: CaseStep, latestOn: string | null, w: Words): readonly string[] {
  const { limit, used } = step.workingDays;
  if (step.state === 'skipped') return [w.skippedWhy];
  if (step.state === 'done') return [fill(w.usedOf, { used, limit })];
  if (step.state === 'current')
    return [fill(w.usedOf, { used, limit }), ...(step.dueOn ? [fill(w.due, { date: step.dueOn })] : [])];
  return [fill(w.limit, { days: limit }), ...(latestOn ? [fill(w.latest, { date: latestOn })] : [])];
}

function afterReview(
  application: Application,
  w: Words,
  role: (name: string) => string,
  join: (words: readonly string[]) => string,
): readonly Stage[] {
  const { state, documents, filing } = application;
  const reached = state === 'approved' || state === 'granted';
  const signed = documents.length > 0 && documents.every((one) => one.state === 'signed');
  const filed = filing.number !== null;
  const now = (done: boolean, current: boolean): State => (done ? 'done' : reached && current ? 'current' : 'waiting');
  const parties = [...new Set(documents.flatMap((one) => one.parties))].map(role);
  return [
    ...(documents.length > 0
      ? [{ id: 'signing', title: w.signing, who: join(parties), lines: [], clause: '', state: now(signed, !signed) }]
      : []),
    ...(filing.required
      ? [
          {
            id: 'filing',
            title: w.filing,
            who: role('data-authority'),
            lines: [],
            clause: filing.clause,
            state: now(filed, signed),
          },
        ]
      : []),
    {
      id: 'granted',
      title: w.granted,
      who: '',
      lines: [],
      clause: '',
      state: state === 'granted' ? 'done' : 'waiting',
    },
  ];
}
