import type { Answer, catalogueRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { Go } from '../../design/go.tsx';
import { Grade, State } from '../../design/marks.tsx';
import { Tag } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import css from './catalogue.module.css';

export type ResourceSummary = Answer<typeof catalogueRoutes.listResources>['items'][number];

/** One entry: what it is, whose, how it may be asked for, how good and how much; and why a search found it. */
export function ResourceRow({ resource }: { readonly resource: ResourceSummary }) {
  const w = useCatalogueWords();
  const terms = useTerms();
  const language = useLanguage();
  const bodyName = useBodyName();
  const sectors: Readonly<Record<string, string>> = w.sector;
  const facts = [
    bodyName(resource.ownerId) ?? resource.ownerName,
    resource.sector ? (sectors[resource.sector] ?? resource.sector) : '',
    resource.updateCycle ? terms.updateCycle[resource.updateCycle] : '',
    fill(w.fields, { count: resource.fieldCount }),
    resource.suppliedAt ? fill(w.updated, { date: formatInstant(resource.suppliedAt).slice(0, 10) }) : w.never,
  ].filter(Boolean);
  return (
    <li className={css['row']} data-testid="resource">
      <div className={css['main']}>
        <div className={css['head']}>
          <Go to={`/console/catalogue/${resource.id}`} className={css['name']}>
            {titleIn(language, resource)}
          </Go>
          {resource.grade ? <Grade grade={resource.grade} /> : null}
          {resource.requests.includes('authorization') ? <Tag>{w.resource.authorization}</Tag> : null}
          {resource.state === 'published' ? null : <State of={`resourceState.${resource.state}`} />}
        </div>
        {resource.description ? <p className={css['description']}>{resource.description}</p> : null}
        <p className={css['facts']}>
          {facts.join(' · ')}
          {resource.code ? <span className="mono"> · {resource.code}</span> : null}
        </p>
        <Why why={resource.why} />
      </div>
      <dl className={css['figures']}>
        <div>
          <dt>{w.quality}</dt>
          <dd>{resource.quality === undefined ? '—' : (Math.floor(resource.quality * 1000) / 10).toFixed(1)}</dd>
        </div>
        <div>
          <dt>{w.rows}</dt>
          <dd>{resource.rowCount === undefined ? '—' : formatCount(resource.rowCount, language)}</dd>
        </div>
      </dl>
    </li>
  );
}

const SHOWN = 3;

/** Where the words of the question stood; what stood there instead, where it was found by synonym or sound. */
function Why(props: { readonly why: ResourceSummary['why'] }) {
  const w = useCatalogueWords();
  const language = useLanguage();
  if (props.why.length === 0) return null;
  return (
    <p className={css['why']}>
      {w.why}
      {props.why.slice(0, SHOWN).map((one) => (
        <span key={`${one.part} ${one.text} ${one.term}`}>
          {w.part[one.part]}
          {language === 'en' ? ': ' : '：'}
          <Marked text={one.text} found={one.found} />
          {one.by === 'word' ? '' : language === 'en' ? ` (${w.by[one.by]})` : `（${w.by[one.by]}）`}
        </span>
      ))}
    </p>
  );
}

const AROUND = 14;

function Marked(props: { readonly text: string; readonly found: string }) {
  const at = props.text.toLowerCase().indexOf(props.found.toLowerCase());
  if (at < 0) return <>{props.text.slice(0, AROUND * 2)}</>;
  const end = at + props.found.length;
  const from = Math.max(0, at - AROUND);
  const to = Math.min(props.text.length, end + AROUND);
  return (
    <>
      {from > 0 ? '…' : ''}
      {props.text.slice(from, at)}
      <mark>{props.text.slice(at, end)}</mark>
      {props.text.slice(end, to)}
      {to < props.text.length ? '…' : ''}
    </>
  );
}
