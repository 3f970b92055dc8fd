import type { Answer, disclosureRoutes } from '@sluice/contract';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { State } from '../../design/marks.tsx';
import { nameIn, titleIn, useLanguage } from '../../i18n/area.ts';
import { usePortalWords } from '../../i18n/portal/index.ts';
import css from './portal.module.css';

export type DisclosedGrant = Answer<typeof disclosureRoutes.listDisclosedGrants>['items'][number];

/** Whom, what, for what, until when; ended grants stay and are marked (DIS-01). */
export function GrantList(props: { readonly items: readonly DisclosedGrant[]; readonly brief?: boolean }) {
  const w = usePortalWords().operators;
  const language = useLanguage();
  if (props.items.length === 0) return <Empty icon="grant" title={w.empty} text={w.emptyText} />;
  return (
    <ul className={css['grants']}>
      {props.items.map((one) => (
        <li key={one.id} data-testid="disclosed-grant">
          <div className={css['grantHead']}>
            <strong>{one.scenarioTitle}</strong>
            <State of={`grantState.${one.state}`} />
          </div>
          <dl className={css['facts']}>
            <div>
              <dt>{w.developer}</dt>
              <dd>{nameIn(language, one.developer, one.developerEn)}</dd>
            </div>
            <div>
              <dt>{w.resource}</dt>
              <dd>
                {one.resources
                  .map((resource) => {
                    const agency = nameIn(language, resource.agency, resource.agencyEn);
                    return language === 'en'
                      ? `${titleIn(language, resource)} (${agency})`
                      : `${resource.title}（${agency}）`;
                  })
                  .join(language === 'en' ? '; ' : '；')}
              </dd>
            </div>
            <div>
              <dt>{w.purpose}</dt>
              <dd>{one.purpose}</dd>
            </div>
            {props.brief ? null : (
              <>
                <div>
                  <dt>{w.scope}</dt>
                  <dd>{one.scope}</dd>
                </div>
                <div>
                  <dt>{w.fields}</dt>
                  <dd>{one.resources.flatMap(({ fields }) => fields.map(({ title }) => title)).join('、')}</dd>
                </div>
                <div>
                  <dt>{w.operator}</dt>
                  <dd>{nameIn(language, one.operator, one.operatorEn)}</dd>
                </div>
                {one.filingNumber ? (
                  <div>
                    <dt>{w.number}</dt>
                    <dd>{one.filingNumber}</dd>
                  </div>
                ) : null}
              </>
            )}
            <div>
              <dt>{w.period}</dt>
              <dd>
                {one.startsAt.slice(0, 10)} – {one.endsAt.slice(0, 10)}
              </dd>
            </div>
          </dl>
          {props.brief ? null : (
            <Go className={css['check'] ?? ''} to={`/evidence?story=${encodeURIComponent(`grant:${one.id}`)}`}>
              {w.evidence}
            </Go>
          )}
        </li>
      ))}
    </ul>
  );
}
