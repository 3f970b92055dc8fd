import { identityRoutes } from '@sluice/contract';
import type { JurisdictionRules } from '../../api/profile.ts';
import { useRead } from '../../api/use-call.ts';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useApplyWords } from '../../i18n/apply/index.ts';
import css from './apply.module.css';
import type { DraftForm } from './draft-form.ts';
import { Field } from './field.tsx';

/** What for: the scenario, its field and lead unit, the purpose and where results are used. */
export function ScenarioStep(props: {
  readonly form: DraftForm;
  readonly change: (patch: Partial<DraftForm>) => void;
  readonly profile: JurisdictionRules;
  readonly jurisdiction: string;
}) {
  const w = useApplyWords();
  const language = useLanguage();
  const { form, change, profile } = props;
  const units = useRead(
    identityRoutes.listBodies,
    { query: { jurisdiction: props.jurisdiction, role: 'sector-authority' } },
    { staleMs: 300_000 },
  );
  return (
    <div className={css['fields']}>
      <Field label={w.scenario} hint={w.scenarioHint}>
        {(id) => (
          <input
            {...id}
            name="scenario"
            maxLength={120}
            value={form.scenario}
            onChange={(event) => change({ scenario: event.target.value })}
          />
        )}
      </Field>
      <div className={css['pair']}>
        <Field label={w.field} hint={profile.rules.fields.clause}>
          {(id) => (
            <select {...id} name="field" value={form.field} onChange={(event) => change({ field: event.target.value })}>
              <option value="">{w.fieldHint}</option>
              {profile.rules.fields.value.map((field) => (
                <option key={field.code} value={field.code}>
                  {titleIn(language, { title: field.title, titleEn: field.title_en })}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={w.leadUnit} hint={w.leadUnitHint}>
          {(id) => (
            <select
              {...id}
              name="leadUnit"
              value={form.leadUnit}
              onChange={(event) => change({ leadUnit: event.target.value })}
            >
              <option value="">{w.leadUnitNone}</option>
              {(units.data?.items ?? []).map((body) => (
                <option key={body.id} value={body.id}>
                  {language === 'en' ? (body.nameEn ?? body.name) : body.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={w.purpose} hint={w.purposeHint}>
        {(id) => (
          <textarea
            {...id}
            name="purpose"
            rows={4}
            maxLength={2000}
            value={form.purpose}
            onChange={(event) => change({ purpose: event.target.value })}
          />
        )}
      </Field>
      <Field label={w.scope} hint={w.scopeHint}>
        {(id) => (
          <textarea
            {...id}
            name="scope"
            rows={3}
            maxLength={2000}
            value={form.scope}
            onChange={(event) => change({ scope: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
