import { registerRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { fill } from '../../i18n/area.ts';
import { useExclusionWords } from '../../i18n/exclusions/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { Resource } from './resource-page.tsx';
import css from './resource.module.css';

type Mark = Answer<typeof registerRoutes.listExclusions>['items'][number];

/** What of a resource may not be authorized; shown where something is marked, or where the reader may mark it (JUR-04). */
export function ExclusionsPanel({ resource }: { readonly resource: Resource }) {
  const w = useExclusionWords();
  const active = useSession().data?.active;
  const marks = useRead(registerRoutes.listExclusions, { params: { id: resource.id } });
  const mayMark =
    resource.state === 'published' &&
    (active?.bodyId === resource.ownerId ||
      (active?.role === 'sector-authority' && active.jurisdiction === resource.jurisdiction));
  const items = marks.data?.items ?? [];
  if (items.length === 0 && !mayMark) return null;
  return (
    <section className={css['glance']}>
      <h2>{w.title}</h2>
      <p className={css['text']}>{items.length === 0 ? w.none : w.note}</p>
      {items.map((mark) => (
        <MarkLine key={mark.id} mark={mark} resource={resource} own={mark.markedBody === active?.bodyId} />
      ))}
      {mayMark ? <MarkForm resource={resource} /> : null}
    </section>
  );
}

function MarkLine({
  mark,
  resource,
  own,
}: {
  readonly mark: Mark;
  readonly resource: Resource;
  readonly own: boolean;
}) {
  const w = useExclusionWords();
  const bodyName = useBodyName();
  const lift = useWrite(registerRoutes.liftExclusion, { done: w.liftDone });
  const field = resource.content.fields?.find(({ name }) => name === mark.field);
  const date = (at: string): string => formatInstant(at).slice(0, 10);
  return (
    <div className={css['text']}>
      <strong>{mark.field === undefined ? w.whole : (field?.title ?? mark.field)}</strong> · {w.grounds[mark.ground]}
      <br />
      {fill(w.marked, {
        body: bodyName(mark.markedBody) ?? mark.markedBody,
        date: date(mark.markedAt),
        basis: mark.basis,
      })}
      {mark.liftedAt === undefined ? null : (
        <>
          <br />
          {fill(w.lifted, { date: date(mark.liftedAt), reason: mark.liftedReason ?? '' })}
        </>
      )}
      {own && mark.liftedAt === undefined ? (
        <ActForm
          look="quiet"
          label={w.lift}
          text={w.liftText}
          fields={[{ name: 'reason', label: w.reason, kind: 'area', required: true }]}
          act={(given) => lift.mutateAsync({ params: { id: mark.id }, body: { reason: given.text('reason') } })}
        />
      ) : null}
    </div>
  );
}

function MarkForm({ resource }: { readonly resource: Resource }) {
  const w = useExclusionWords();
  const mark = useWrite(registerRoutes.markExcluded, { done: w.done });
  const fields = resource.content.fields ?? [];
  return (
    <ActForm
      look="quiet"
      label={w.mark}
      text={w.markText}
      fields={[
        {
          name: 'field',
          label: w.field,
          kind: 'select',
          options: [{ value: '', label: w.whole }, ...fields.map(({ name, title }) => ({ value: name, label: title }))],
        },
        {
          name: 'ground',
          label: w.ground,
          kind: 'select',
          required: true,
          options: Object.entries(w.grounds).map(([value, label]) => ({ value, label })),
        },
        { name: 'basis', label: w.basis, kind: 'area', required: true },
      ]}
      act={(given) =>
        mark.mutateAsync({
          params: { id: resource.id },
          body: {
            ...filled({ field: given.text('field') }),
            ground: given.text('ground') as Mark['ground'],
            basis: given.text('basis'),
          },
        })
      }
    />
  );
}
