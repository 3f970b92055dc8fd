import { disclosureRoutes, evidenceRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { Grade, State } from '../../design/marks.tsx';
import { wordAct } from '../../i18n/acts.ts';
import { fill, useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { usePortalWords } from '../../i18n/portal/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import type { DisclosedGrant } from './grant-list.tsx';
import css from './portal.module.css';

interface Kind {
  readonly id: string;
  readonly title: string;
  readonly agency: string;
  readonly fields: DisclosedGrant['resources'][number]['fields'];
  readonly grants: readonly DisclosedGrant[];
}

/** Kinds of personal data with the grants that use them. */
function kindsOf(grants: readonly DisclosedGrant[]): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const grant of grants) {
    for (const resource of grant.resources.filter((one) => one.personal)) {
      const known = kinds.get(resource.id);
      const fields = [...(known?.fields ?? []), ...resource.fields];
      kinds.set(resource.id, {
        id: resource.id,
        title: resource.title,
        agency: resource.agency,
        fields: [...new Map(fields.map((field) => [field.title, field])).values()],
        grants: [...(known?.grants ?? []), grant],
      });
    }
  }
  return [...kinds.values()];
}

/**
 * A data subject's first page: kinds of personal data, where they are, who uses them on which basis, and what the log
 * says of it. By kind, never by person: there is no index by name or number to ask (CON-01, first form).
 */
export function MePage() {
  const w = usePortalWords().me;
  const grants = useRead(disclosureRoutes.listDisclosedGrants, { query: {} });
  return (
    <>
      <PageHead title={w.title} note={w.lead} />
      <div className={css['columns']}>
        <Panel id="kinds" title={w.kinds}>
          <Await query={grants} skeleton={<RowsSkeleton />}>
            {({ items }) => {
              const kinds = kindsOf(items);
              return kinds.length === 0 ? (
                <Empty icon="shield" title={w.none} text={w.noneText} />
              ) : (
                <ul className={css['grants']}>
                  {kinds.map((kind) => (
                    <li key={kind.id} data-testid="personal-kind">
                      <KindCard kind={kind} />
                    </li>
                  ))}
                </ul>
              );
            }}
          </Await>
        </Panel>
        <div className={css['stack']}>
          <Panel id="protections" title={w.protections}>
            <ul className={css['points']}>
              {w.protectionList.split('\n').map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </Panel>
          <Panel id="rights" title={w.rights}>
            <p className={css['text']}>{w.rightsText}</p>
          </Panel>
        </div>
      </div>
    </>
  );
}

function KindCard({ kind }: { readonly kind: Kind }) {
  const w = usePortalWords().me;
  return (
    <>
      <div className={css['grantHead']}>
        <strong>{kind.title}</strong>
        <Grade grade={Math.max(...kind.fields.map((field) => field.grade))} />
      </div>
      <dl className={css['facts']}>
        <div>
          <dt>{w.provider}</dt>
          <dd>{kind.agency}</dd>
        </div>
        <div>
          <dt>{w.fields}</dt>
          <dd>{kind.fields.map((field) => field.title).join('、')}</dd>
        </div>
      </dl>
      <h3 className={css['small']}>
        {w.uses} · {fill(w.usedBy, { count: kind.grants.length })}
      </h3>
      <ul className={css['uses']}>
        {kind.grants.map((grant) => (
          <li key={grant.id}>
            <div className={css['grantHead']}>
              <span>
                {grant.developer} · {grant.scenarioTitle}
              </span>
              <State of={`grantState.${grant.state}`} />
            </div>
            <p className={css['meta']}>
              {grant.filingNumber
                ? fill(w.basis, { number: grant.filingNumber, purpose: grant.purpose })
                : fill(w.basisPlain, { purpose: grant.purpose })}
            </p>
            <p className={css['meta']}>
              {fill(w.until, { from: grant.startsAt.slice(0, 10), to: grant.endsAt.slice(0, 10) })}
            </p>
            <Entries grantId={grant.id} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The log's own words on a grant, asked for when somebody wants them; people appear under their pseudonyms only. */
function Entries({ grantId }: { readonly grantId: string }) {
  const w = usePortalWords().me;
  const { t } = useTranslation();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const stream = useRead(
    evidenceRoutes.listStream,
    { params: { stream: `grant:${grantId}` }, query: { from: 0, limit: 50 } },
    { enabled: open },
  );
  if (!open)
    return (
      <Button look="quiet" onClick={() => setOpen(true)}>
        {w.ledger}
      </Button>
    );
  return (
    <Await query={stream} skeleton={<RowsSkeleton rows={2} />}>
      {({ items }) => (
        <ul className={css['entries']} aria-label={w.entries}>
          {items.map((entry) => (
            <li key={entry.entryId}>
              <span>{wordAct(entry.type, language)}</span>
              <span className={css['meta']}>
                {entry.actor.kind === 'system' ? w.actor.system : t(`role.${entry.actor.role}` as 'role.buyer')}
              </span>
              <time className={css['meta']} dateTime={entry.at}>
                {formatInstant(entry.at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </Await>
  );
}
