import { Empty } from '../../design/empty.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { wordLevel } from '../../i18n/levels.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import type { Grant } from './granted.ts';
import type { Explanation } from './use-checking.ts';
import css from './disclosure.module.css';

type Lineage = Explanation['columns'][number];

/** What holds for every cell before it is released, and where each output column comes from; always in view. */
export function DisclosurePanel(props: { readonly grant: Grant; readonly explanation: Explanation | undefined }) {
  const w = useWorkbenchWords().disclosure;
  const { grant, explanation } = props;
  const { minGroupSize: k, dominance } = grant.protection;
  const entities: Readonly<Record<string, string>> = w.entities;
  const told = (explanation?.obligations ?? []).filter((one) => one.code === 'gate.least-entities');
  const least = told.length > 0 ? told.map((one) => String(one.params?.['entity'] ?? 'row')) : ['person'];
  return (
    <section className={css['side']} aria-label={w.title}>
      <h2 className={css['head']}>{w.title}</h2>
      <p className={css['note']}>{w.protects}</p>
      <dl className={css['figures']}>
        {least.map((entity) => (
          <div key={entity}>
            <dt>{fill(w.least, { entity: entities[entity] ?? entity })}</dt>
            <dd data-testid="least-entities">{k}</dd>
          </div>
        ))}
        <div className={css['long']}>
          <dt>{w.dominance}</dt>
          <dd>
            {fill(w.dominanceText, {
              n: dominance.n,
              share: Math.round(dominance.share * 100),
              percent: Math.round(dominance.p * 100),
            })}
          </dd>
        </div>
        <div className={css['long']}>
          <dt>{w.difference}</dt>
          <dd>{fill(w.differenceText, { k })}</dd>
        </div>
        <div>
          <dt>{w.quota}</dt>
          <dd>{grant.workspace.queriesPerDay}</dd>
        </div>
        <div>
          <dt>{w.deadline}</dt>
          <dd>
            {grant.workspace.deadlineMs / 1000} {w.seconds}
          </dd>
        </div>
        <div>
          <dt>{w.grantEnds}</dt>
          <dd>{grant.endsAt.slice(0, 10)}</dd>
        </div>
        <div>
          <dt>{w.rules}</dt>
          <dd>{grant.profile.version}</dd>
        </div>
        {grant.filingNumber ? (
          <div>
            <dt>{w.filing}</dt>
            <dd>{grant.filingNumber}</dd>
          </div>
        ) : null}
      </dl>
      <h3 className={css['head']}>{w.columns}</h3>
      {explanation?.verdict === 'accepted' ? (
        <>
          <ul className={css['lineage']}>
            {explanation.columns.map((column) => (
              <li key={column.name}>
                <ColumnLineage column={column} grant={grant} />
              </li>
            ))}
          </ul>
          {explanation.printed ? (
            <details className={css['printed']}>
              <summary>
                {w.printed}
                <span>{w.printedNote}</span>
              </summary>
              <pre tabIndex={0}>{explanation.printed.postgres}</pre>
            </details>
          ) : null}
        </>
      ) : (
        <Empty icon="shield" title={w.noColumns} />
      )}
    </section>
  );
}

function ColumnLineage({ column, grant }: { readonly column: Lineage; readonly grant: Grant }) {
  const language = useLanguage();
  const w = useWorkbenchWords().disclosure;
  const words: Readonly<Record<string, string>> = w.how;
  const say = ({ table, field, how }: Lineage['sources'][number]): string => {
    const [name = how, level = ''] = how.split(':');
    const declared = grant.entries
      .find((one) => one.name === table)
      ?.fields.find((one) => one.name === field)
      ?.levels.find((one) => one.name === level);
    const shown = declared ? wordLevel(declared, language) : level;
    return words[name] ? fill(words[name], { level: shown }) : fill(w.how.other, { how });
  };
  const direct = column.sources.filter((one) => one.how !== 'decides-rows' && one.how !== 'joins');
  const others = column.sources.filter((one) => !direct.includes(one));
  const name = (one: Lineage['sources'][number]): string =>
    one.field === '*' ? one.table : grant.entries.length > 1 ? `${one.table}.${one.field}` : one.field;
  return (
    <>
      <code className={css['column']}>{column.name}</code>
      {[...direct, ...others].map((one) => (
        <div key={`${one.table}.${one.field}.${one.how}`} className={css['source']}>
          <code>{name(one)}</code>
          <span>{say(one)}</span>
        </div>
      ))}
    </>
  );
}
