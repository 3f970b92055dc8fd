import { useBodyName } from '../../api/bodies.ts';
import type { JurisdictionRules } from '../../api/profile.ts';
import { Facts } from '../../design/detail-page.tsx';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { Dates, Grade } from '../../design/marks.tsx';
import { fill, joinWords, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { pageExists } from '../../pages.ts';
import type { Application } from './case-data.ts';
import { askedFields, useChecks, useEntries } from './case-checks.ts';
import { useRisks } from './use-risks.ts';
import css from './case.module.css';

type Contents = Application['contents'];

/** What is applied for: by whom, for what, how long, with which safeguards, and the fields by name. */
export function CaseFacts(props: {
  readonly contents: Contents;
  readonly developer: string;
  readonly number: string | null;
  readonly profile: JurisdictionRules | undefined;
}) {
  const words = useCasesWords();
  const w = words.case;
  const bodyName = useBodyName();
  const { contents, profile } = props;
  const techniques: Readonly<Record<string, string>> = words.technique;
  const language = useLanguage();
  const list = contents.scenarios ?? [];
  return (
    <section className={css['part']} aria-labelledby="points-title">
      <h2 id="points-title">{w.points}</h2>
      <div className={css['flat']}>
        <Facts
          columns={3}
          items={[
            [w.developer, bodyName(props.developer)],
            [
              w.scenario,
              joinWords(
                language,
                list.map((one) => one.title),
              ),
            ],
            [
              w.field,
              joinWords(
                language,
                list.map((one) => profile?.fieldTitle(one.field) ?? one.field),
              ),
            ],
            [
              w.period,
              contents.period ? (
                <Dates
                  key="period"
                  text={fill(w.periodValue, { from: contents.period.startsOn, to: contents.period.endsOn })}
                />
              ) : null,
            ],
            [
              w.providers,
              joinWords(
                language,
                (contents.providers ?? []).map((one) => bodyName(one) ?? ''),
              ),
            ],
            [
              w.techniques,
              joinWords(
                language,
                (contents.techniques ?? []).map((one) => techniques[one] ?? one),
              ),
            ],
          ]}
        />
        <Facts
          items={[
            [w.purpose, contents.purpose],
            [w.scope, contents.scope],
            [
              w.safeguards,
              contents.safeguards && contents.safeguards.length > 0 ? (
                <ul key="safeguards" className={css['bullets']}>
                  {contents.safeguards.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
              ) : null,
            ],
          ]}
        />
      </div>
      <AskedEntries contents={contents} />
    </section>
  );
}

/** The data applied for, entry by entry, each field with its grade. */
export function AskedEntries(props: { readonly contents: Contents }) {
  const w = useCasesWords().case;
  const language = useLanguage();
  const entries = useEntries(props.contents);
  return (
    <ul className={css['entries']} aria-label={w.entries}>
      {(props.contents.entries ?? []).map((entry) => {
        const resource = entries.get(entry.resourceId);
        const href = `/console/catalogue/${entry.resourceId}`;
        const title = resource ? titleIn(language, resource) : entry.resourceId;
        const fields = askedFields({ entries: [entry] }, entries, language);
        return (
          <li key={entry.resourceId}>
            <div className={css['entryHead']}>
              <Icon name="resource" />
              {pageExists(href) ? <Go to={href}>{title}</Go> : <span>{title}</span>}
              {resource?.grade ? <Grade grade={resource.grade} /> : null}
              <span className={css['quiet']}>{resource?.ownerName}</span>
              <span className={css['quiet']}>{fill(w.entryFields, { count: entry.fields.length })}</span>
            </div>
            <ul className={css['fields']}>
              {fields.map((field) => (
                <li key={field.name} data-grade={field.definition?.grade}>
                  {field.title}
                  {(field.definition?.grade ?? 0) >= 3 ? <b>L{field.definition?.grade}</b> : null}
                </li>
              ))}
            </ul>
            {(entry.rows ?? []).map((row) => (
              <p key={row.field} className={css['quiet']}>
                {fill(w.rowFilter, { field: row.field, values: row.in.join('、') })}
              </p>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

/** What the machine checked, with its reason and clause. */
export function CaseChecks(props: {
  readonly application: Pick<Application, 'contents' | 'missing' | 'case'>;
  readonly profile: JurisdictionRules | undefined;
  /** Of an application that is kept already: what its fields do together is measured then. */
  readonly id?: string;
}) {
  const words = useCasesWords();
  const risks = useRisks(props.id, props.application.contents);
  const checks = [...useChecks(props.application, props.profile), ...risks];
  if (checks.length === 0) return null;
  const ok = checks.filter((one) => one.ok).length;
  const note =
    ok === checks.length
      ? fill(words.case.checksAll, { ok })
      : fill(words.case.checksNote, { ok, warn: checks.length - ok });
  return (
    <section className={css['part']} aria-labelledby="checks-title">
      <h2 id="checks-title">
        {words.case.checks} · {note}
      </h2>
      <ul className={css['checks']}>
        {checks.map((check) => (
          <li key={check.id} data-ok={check.ok}>
            <span className={css['checkMark']} aria-hidden>
              {check.ok ? <Icon name="check" size={12} /> : '!'}
            </span>
            <div>
              <div>{check.title}</div>
              <div className={css['quiet']}>{check.text}</div>
            </div>
            <span className={css['basis']}>{check.clause ?? words.check.auto}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
