import { State } from '../../design/marks.tsx';
import { Tag } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import type { CasePage } from './case-data.ts';
import css from './case.module.css';

/** The latest opinion of each step, aspect by aspect, with the norm that was applied. */
export function CaseFindings(props: { readonly file: CasePage }) {
  const w = useCasesWords();
  const language = useLanguage();
  const given = props.file.steps.filter((step) => step.opinions.length > 0);
  if (given.every((step) => (step.opinions.at(-1)?.findings ?? []).length === 0)) return null;
  return (
    <section className={css['part']} aria-labelledby="findings-title">
      <h2 id="findings-title">{w.case.findings}</h2>
      {given.map((step) => {
        const opinion = step.opinions.at(-1);
        if (!opinion || opinion.findings.length === 0) return null;
        return (
          <div key={step.id} className={css['finding']}>
            <div className={css['entryHead']}>
              <span>{titleIn(language, step)}</span>
              <State of={`outcome.${opinion.outcome}`} />
              <span className={css['quiet']}>{opinion.normVersion}</span>
            </div>
            <ul className={css['aspects']}>
              {opinion.findings.map((finding) => {
                const aspect = step.aspects.find((one) => one.id === finding.aspect);
                return (
                  <li key={finding.aspect}>
                    <span>{aspect ? titleIn(language, aspect) : finding.aspect}</span>
                    <Tag tone={finding.result === 'pass' ? 'ok' : 'bad'}>
                      {finding.result === 'pass' ? w.decide.pass : w.decide.fail}
                    </Tag>
                    {finding.text ? <p className={css['quiet']}>{finding.text}</p> : null}
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
