import { gatheringRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useRead } from '../../api/use-call.ts';
import { Facts } from '../../design/detail-page.tsx';
import { CopyText } from '../../design/primitives.tsx';
import { Meter } from '../../design/stat-card.tsx';
import { fill, joinWords, sayOf, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { formatCount, formatInstant, shorten } from '../../i18n/format.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { ExclusionsPanel } from './exclusions-panel.tsx';
import type { Resource } from './resource-page.tsx';
import css from './resource.module.css';

/** The narrow column: quality at a glance, and the attributes of the entry. */
export function ResourceFacts({ resource }: { readonly resource: Resource }) {
  const words = useCatalogueWords();
  const w = words.resource;
  const terms = useTerms();
  const language = useLanguage();
  const bodyName = useBodyName();
  const places = useJurisdictions().data?.items ?? [];
  const { content } = resource;
  const sectors: Readonly<Record<string, string>> = words.sector;
  const place = places.find((one) => one.id === resource.jurisdiction);
  const access = (value: typeof content.sharing): string => {
    const why = value?.conditions ?? value?.reason ?? '';
    const mode = value ? terms.access[value.mode] : '';
    return why ? sayOf(language, mode, why) : mode;
  };
  return (
    <div className={css['side']}>
      <QualityGlance id={resource.id} />
      <ExclusionsPanel resource={resource} />
      {content.description ? (
        <section className={css['glance']}>
          <h2>{w.description}</h2>
          <p className={css['text']}>{content.description}</p>
        </section>
      ) : null}
      <Facts
        title={w.facts}
        items={[
          [w.owner, bodyName(resource.ownerId) ?? resource.ownerName],
          [w.jurisdiction, place ? titleIn(language, place) : resource.jurisdiction],
          [
            w.name,
            <span key="name" className="mono">
              {resource.name}
            </span>,
          ],
          [
            w.code,
            resource.code ? (
              <span key="code" className="mono">
                {resource.code}
              </span>
            ) : null,
          ],
          [w.class, terms.dataClass[resource.class]],
          [w.form, resource.form ? w.mediaForm[resource.form] : null],
          [w.sectorLabel, resource.sector ? (sectors[resource.sector] ?? resource.sector) : null],
          [w.cycle, resource.updateCycle ? terms.updateCycle[resource.updateCycle] : null],
          [
            w.recordCount,
            resource.rowCount === undefined
              ? null
              : fill(w.recordValue, { count: formatCount(resource.rowCount, language) }),
          ],
          [w.sharing, access(content.sharing)],
          [w.opening, access(content.opening)],
          [w.authorization, access(content.authorization)],
          [w.returnFlow, content.returnFlow ? w.returned[content.returnFlow.mode] : null],
          [w.keywords, joinWords(language, content.keywords ?? [])],
          [w.version, fill(w.versionValue, { version: resource.version })],
          [w.published, resource.publishedAt ? formatInstant(resource.publishedAt) : null],
          [
            w.digest,
            resource.digest ? (
              <CopyText key="digest" label={w.digest} value={resource.digest} shown={shorten(resource.digest, 8, 6)} />
            ) : null,
          ],
        ]}
      />
    </div>
  );
}

function QualityGlance({ id }: { readonly id: string }) {
  const w = useCatalogueWords().qualityPage;
  const quality = useRead(gatheringRoutes.readResourceQuality, { params: { id }, query: {} }).data;
  const latest = quality?.latest?.quality;
  if (!quality || quality.score === undefined || !latest) return null;
  const shares = (['completeness', 'accuracy', 'timeliness'] as const).flatMap((name) => {
    const share = latest[name];
    return share === undefined ? [] : [{ name, share: share * 100 }];
  });
  return (
    <section className={css['glance']} aria-label={w.score}>
      <div className={css['score']}>
        <h2>{w.score}</h2>
        <b>{(Math.floor(quality.score * 10) / 10).toFixed(1)}</b>
      </div>
      <ul className={css['meters']}>
        {shares.map(({ name, share }) => (
          <li key={name}>
            <span>{w[name]}</span>
            <Meter label={w[name]} value={share} max={100} tone={share < 90 ? 'warn' : 'ok'} />
            <b>{(Math.floor(share * 10) / 10).toFixed(1)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
