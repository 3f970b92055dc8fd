import { authorizationRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { wordReason } from '../../i18n/reasons.ts';
import type { CasePage, CaseStep } from './case-data.ts';
import css from './decision-box.module.css';

type Outcome = 'pass' | 'fail' | 'return';
interface Finding {
  readonly result: 'pass' | 'fail';
  readonly text: string;
}

/** Findings, opinion and decision on the current step: always in view; who may not act reads why. */
export function DecisionBox(props: { readonly file: CasePage; readonly subject: string; readonly onDone: () => void }) {
  const w = useCasesWords().decide;
  const { t } = useTranslation();
  const language = useLanguage();
  const { file } = props;
  const step = file.steps.find((one) => one.state === 'current');
  const act = file.acts.find((one) => one.act === 'act-on-step');
  if (!step || !file.next) return <p className={css['note']}>{file.state === 'approved' ? w.approved : w.closed}</p>;
  if (!act?.allowed)
    return (
      <div className={css['note']}>
        <p>{fill(w.mayNot, { role: t(`role.${file.next.role}` as 'role.buyer') })}</p>
        <ul>
          {(act?.reasons ?? []).map((reason) => (
            <li key={reason.code}>{wordReason(reason, language)}</li>
          ))}
        </ul>
      </div>
    );
  return <Form key={`${file.id}-${step.id}`} {...props} step={step} />;
}

function problemOf(
  outcome: Outcome,
  step: CaseStep,
  findings: Readonly<Record<string, Finding>>,
  opinion: string,
  w: ReturnType<typeof useCasesWords>['decide'],
): string | null {
  const given = step.aspects.map((aspect) => findings[aspect.id]);
  if (given.some((one) => one?.result === 'fail' && one.text.trim() === '')) return w.textMissing;
  if (outcome !== 'pass') return opinion.trim() === '' ? w.reasonMissing : null;
  if (given.some((one) => !one)) return w.missing;
  return given.some((one) => one?.result === 'fail') ? w.failed : null;
}

function Form(props: {
  readonly file: CasePage;
  readonly subject: string;
  readonly step: CaseStep;
  readonly onDone: () => void;
}) {
  const w = useCasesWords().decide;
  const errorWords = useErrorWords();
  const { step } = props;
  const [findings, setFindings] = useState<Readonly<Record<string, Finding>>>({});
  const [opinion, setOpinion] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const decide = useWrite(authorizationRoutes.actOnApplicationStep, { done: w.done });
  const act = async (outcome: Outcome): Promise<void> => {
    const wrong = problemOf(outcome, step, findings, opinion, w);
    setProblem(wrong);
    if (wrong) return;
    try {
      await decide.mutateAsync({
        params: { id: props.subject, step: step.id },
        body: {
          outcome,
          findings: step.aspects.flatMap((aspect) => {
            const finding = findings[aspect.id];
            return finding ? [{ aspect: aspect.id, ...finding }] : [];
          }),
          reasons: opinion.trim() === '' ? [] : [opinion.trim()],
        },
      });
      props.onDone();
    } catch (error) {
      const said = errorWords(error);
      setProblem([said.title, said.text].filter(Boolean).join(' '));
    }
  };
  return (
    <div className={css['box']} role="group" aria-label={w.title}>
      <Aspects step={step} findings={findings} onChange={setFindings} />
      <textarea
        className={css['opinion']}
        rows={2}
        aria-label={w.opinion}
        placeholder={w.opinionHint}
        value={opinion}
        onChange={(event) => setOpinion(event.target.value)}
      />
      {problem ? (
        <p className={css['problem']} role="alert">
          {problem}
        </p>
      ) : null}
      <div className={css['acts']}>
        <Button disabled={decide.isPending} onClick={() => void act('return')}>
          {w.return}
        </Button>
        <Button disabled={decide.isPending} onClick={() => void act('fail')}>
          {w.refuse}
        </Button>
        <Button look="primary" disabled={decide.isPending} onClick={() => void act('pass')}>
          {w.approve}
        </Button>
      </div>
      {step.delayReason === null && !step.overdue ? <Delay subject={props.subject} step={step.id} /> : null}
    </div>
  );
}

/** A reason before the limit keeps a step from being listed as neglected; it does not move the limit. */
function Delay(props: { readonly subject: string; readonly step: string }) {
  const w = useCasesWords().decide;
  const explain = useWrite(authorizationRoutes.enterDelayReason);
  return (
    <ConfirmAct
      label={w.delay}
      look="quiet"
      text={w.delayText}
      reason={w.delayReason}
      reasonRequired
      act={(reason) => explain.mutateAsync({ params: { id: props.subject, step: props.step }, body: { reason } })}
    />
  );
}

function Aspects(props: {
  readonly step: CaseStep;
  readonly findings: Readonly<Record<string, Finding>>;
  readonly onChange: (findings: Readonly<Record<string, Finding>>) => void;
}) {
  const w = useCasesWords().decide;
  const language = useLanguage();
  const set = (id: string, finding: Finding): void => props.onChange({ ...props.findings, [id]: finding });
  return (
    <div className={css['aspects']}>
      {props.step.aspects.map((aspect) => {
        const finding = props.findings[aspect.id];
        const title = titleIn(language, aspect);
        return (
          <fieldset key={aspect.id} className={css['aspect']}>
            <legend>{title}</legend>
            <div className={css['choice']}>
              {(['pass', 'fail'] as const).map((result) => (
                <label key={result} data-result={result} data-on={finding?.result === result}>
                  <input
                    type="radio"
                    name={`${props.step.id}-${aspect.id}`}
                    checked={finding?.result === result}
                    onChange={() => set(aspect.id, { result, text: finding?.text ?? '' })}
                  />
                  {w[result]}
                </label>
              ))}
            </div>
            {finding?.result === 'fail' ? (
              <input
                className={css['text']}
                aria-label={`${title}：${w.findingText}`}
                placeholder={w.findingText}
                value={finding.text}
                onChange={(event) => set(aspect.id, { result: 'fail', text: event.target.value })}
              />
            ) : null}
          </fieldset>
        );
      })}
    </div>
  );
}
