import { gatheringRoutes, type Answer } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { CopyText, Panel, Tag } from '../../design/primitives.tsx';
import { fill, joinClauses, sayOf, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import css from './resource.module.css';

type Version = Answer<typeof gatheringRoutes.listResourceVersions>['items'][number];

/** Each version with what it changed against the one before, when and by which digest. */
export function VersionsPart({ id }: { readonly id: string }) {
  const w = useCatalogueWords();
  const versions = useRead(gatheringRoutes.listResourceVersions, { params: { id } });
  return (
    <Panel id="versions" title={w.resource.versions}>
      <Await query={versions} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="catalogue" title={w.versionPage.none} />
          ) : (
            <ul>
              {items.map((version) => (
                <VersionRow key={version.version} version={version} first={version === items.at(-1)} />
              ))}
            </ul>
          )
        }
      </Await>
    </Panel>
  );
}

function VersionRow({ version, first }: { readonly version: Version; readonly first: boolean }) {
  const w = useCatalogueWords().versionPage;
  const language = useLanguage();
  const count = version.changes.length;
  return (
    <li className={css['version']}>
      <div className={css['versionHead']}>
        <strong>{fill(w.version, { version: version.version })}</strong>
        <Tag {...(version.state === 'published' ? { tone: 'ok' as const } : {})}>{w.state[version.state]}</Tag>
        <span className={css['quiet']}>
          {[
            version.submittedAt ? fill(w.submitted, { time: formatInstant(version.submittedAt) }) : '',
            version.reviewedAt ? fill(w.reviewed, { time: formatInstant(version.reviewedAt) }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {version.digest ? (
          <CopyText label="SHA-256" value={version.digest} shown={shorten(version.digest, 8, 6)} />
        ) : null}
      </div>
      {version.reasons.length > 0 ? <p>{sayOf(language, w.reasons, joinClauses(language, version.reasons))}</p> : null}
      <details open={!first && count < 12}>
        <summary className={css['quiet']}>{fill(first ? w.first : w.changes, { count })}</summary>
        <ul className={css['changes']}>
          {version.changes.map((change) => (
            <li key={change.path}>
              <span>{w.kind[change.kind]}</span>
              <span className="mono">{change.path}</span>
              <span>
                {change.kind === 'changed'
                  ? `${show(change.before)} → ${show(change.after)}`
                  : show(change.after ?? change.before)}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

const LONGEST = 120;

/** A value of an entry as a reader takes it in at a glance: titles of fields, plain words, lists. */
function show(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value).slice(0, LONGEST);
  if (Array.isArray(value)) return value.map(show).join('、').slice(0, LONGEST);
  if (typeof value !== 'object' || value === null) return '';
  const named = value as { readonly title?: unknown; readonly conditions?: unknown; readonly mode?: unknown };
  return [named.title, named.mode, named.conditions].filter((part) => typeof part === 'string').join(' · ');
}
