import { useProfile } from '../../api/profile.ts';
import { DataTable } from '../../design/data-table.tsx';
import { Grade } from '../../design/marks.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill, joinWords, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { wordLevel } from '../../i18n/levels.ts';
import { wordUse } from '../../i18n/reasons.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { usesOf } from '../cases/case-checks.ts';
import type { Resource } from './resource-page.tsx';
import css from './resource.module.css';

type Field = NonNullable<Resource['content']['fields']>[number];

/** The fields with type, grade, part in protection, levels, rules, and what a grant would let them be used for. */
export function ResourceFields({ resource }: { readonly resource: Resource }) {
  const words = useCatalogueWords();
  const w = words.resource;
  const terms = useTerms();
  const language = useLanguage();
  const rules = useProfile(resource.jurisdiction)?.rules;
  const fields = resource.content.fields ?? [];
  return (
    <Panel id="fields" title={w.structure} note={fill(words.fields, { count: fields.length })}>
      <DataTable
        label={w.structure}
        rows={fields}
        rowKey={(field) => field.name}
        columns={[
          {
            id: 'field',
            title: w.field,
            cell: (field) => (
              <span className={css['field']}>
                {titleIn(language, field)} <code>{field.name}</code>
              </span>
            ),
          },
          {
            id: 'type',
            title: w.type,
            minor: true,
            cell: (field) => <span className={css['type']}>{terms.fieldType[field.type]}</span>,
          },
          { id: 'grade', title: w.gradeColumn, cell: (field) => <Grade grade={field.grade} /> },
          { id: 'role', title: w.roleColumn, minor: true, width: 84, cell: (field) => terms.fieldRole[field.role] },
          {
            id: 'levels',
            title: w.levels,
            minor: true,
            cell: (field) => (
              <span className={css['quiet']}>
                {joinWords(
                  language,
                  (field.levels ?? []).map((level) => wordLevel(level, language)),
                )}
              </span>
            ),
          },
          {
            id: 'rules',
            title: w.checks,
            minor: true,
            cell: (field) => <span className={css['quiet']}>{ruleWords(field, w)}</span>,
          },
          {
            id: 'uses',
            title: w.allowed,
            cell: (field) => {
              if (!rules) return null;
              const uses = usesOf(rules, field);
              return (
                <span className={css['uses']}>
                  {uses.length === 0 ? (
                    <Tag tone="bad">{w.noUse}</Tag>
                  ) : (
                    <span className={css['quiet']}>{uses.map((use) => wordUse(use, language)).join(' · ')}</span>
                  )}
                </span>
              );
            },
          },
        ]}
      />
    </Panel>
  );
}

const bound = (value: number | string | undefined): string =>
  typeof value === 'number' ? value.toLocaleString('en-US') : (value ?? '');

function ruleWords(field: Field, w: ReturnType<typeof useCatalogueWords>['resource']): string {
  return [
    field.required ? w.required : '',
    field.unique ? w.unique : '',
    field.min !== undefined || field.max !== undefined ? `${bound(field.min)}–${bound(field.max)}` : '',
    field.codes ? fill(w.codes, { count: field.codes.length }) : '',
    field.measure ? w.measure : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
