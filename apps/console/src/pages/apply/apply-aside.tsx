import type { JurisdictionRules } from '../../api/profile.ts';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useApplyWords } from '../../i18n/apply/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import css from './apply.module.css';

/** Who reviews it in which order and how long, and the texts it is based on. */
export function ApplyAside({ profile }: { readonly profile: JurisdictionRules }) {
  const w = useApplyWords();
  const { t } = useTranslation();
  const language = useLanguage();
  const { rules } = profile;
  return (
    <>
      <section className={css['side']}>
        <h3>{w.who}</h3>
        <p className={css['hint']}>{w.whoNote}</p>
        <ol>
          {rules.application.review_chain.value.steps.map((step) => (
            <li key={step.id}>
              <div>{titleIn(language, { title: step.title, titleEn: step.title_en })}</div>
              <div className={css['hint']}>
                {t(`role.${step.actor}` as 'role.buyer')} ·{' '}
                {fill(w.limit, { days: rules.limits[step.limit]?.value ?? '' })} · {step.clause}
              </div>
            </li>
          ))}
        </ol>
      </section>
      <section className={css['side']}>
        <h3>{w.basis}</h3>
        <p className={css['hint']}>
          {profile.title} · {rules.application.contents.clause}
        </p>
        <dl className={css['texts']}>
          {rules.texts.map((text) => (
            <div key={text.mark}>
              <dt>{text.mark}</dt>
              <dd>{text.title}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
