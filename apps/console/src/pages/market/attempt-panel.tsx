import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { Go } from '../../design/go.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { fill, sayOf, useLanguage } from '../../i18n/area.ts';
import { useMarketWords } from '../../i18n/market/index.ts';
import { isNumeric, showCell } from '../workbench/cell-text.ts';
import { callProduct, takeKey } from './call-product.ts';
import type { CatalogueDetail } from './catalogue-product.ts';
import css from './market.module.css';

/** One real call with a key: parameters from their domain, the answer, its price and its evidence. */
export function AttemptPanel({ product }: { readonly product: CatalogueDetail }) {
  const w = useMarketWords();
  const a = w.attempt;
  const language = useLanguage();
  const words = useErrorWords();
  const [key, setKey] = useState(() => takeKey(product.id));
  const [chosen, setChosen] = useState<Readonly<Record<string, number>>>({});
  const parameters = Object.fromEntries(
    product.parameters.map((one) => [one.name, one.values[chosen[one.name] ?? 0] ?? null]),
  );
  const attempt = useMutation({ mutationFn: () => callProduct(product.id, key.trim(), parameters, language) });
  const answer = attempt.data;
  return (
    <Panel id="attempt" title={a.title} note={a.note}>
      <form
        className={css['attempt']}
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate();
        }}
      >
        {product.parameters.map((one) => (
          <label key={one.name} className={css['field']}>
            <span>{one.title}</span>
            <select
              value={chosen[one.name] ?? 0}
              onChange={(event) => setChosen({ ...chosen, [one.name]: Number(event.target.value) })}
            >
              {one.values.map((value, at) => (
                <option key={String(value)} value={at}>
                  {String(value ?? '—')}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label className={`${css['field']} ${css['key']}`}>
          <span>{a.key}</span>
          <input
            value={key}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setKey(event.target.value)}
            data-testid="access-key"
          />
          <small>{a.keyHelp}</small>
        </label>
        <Button
          look="primary"
          type="submit"
          disabled={key.trim() === '' || attempt.isPending || product.state !== 'listed'}
          data-testid="call"
        >
          {a.run}
        </Button>
      </form>
      {attempt.error ? (
        <p className={css['callFailed']} role="alert">
          {sayOf(language, a.failed, words(attempt.error).title)}
        </p>
      ) : null}
      {answer ? (
        <div className={css['answer']} data-testid="call-answer">
          <p className={css['charged']} role="status">
            {fill(a.charged, { price: answer.price, rows: answer.rows.length })} ·{' '}
            <Go to={`/chain?call=${answer.evidence.entryId}`}>{a.evidence}</Go>
          </p>
          {answer.rows.length === 0 ? (
            <Empty icon="rows" title={a.empty} />
          ) : (
            <div className={css['answerRows']}>
              <DataTable
                label={a.title}
                rows={answer.rows.map((cells, at) => ({ cells, at }))}
                rowKey={(row) => String(row.at)}
                columns={answer.columns.map((column, at) => ({
                  id: column.name,
                  title: column.title ?? column.name,
                  numeric: isNumeric(column),
                  nowrap: true,
                  cell: (row: { readonly cells: (typeof answer.rows)[number] }) =>
                    showCell(row.cells[at] ?? null, column),
                }))}
              />
            </div>
          )}
          <p className={css['withheld']}>{w.answer.note}</p>
        </div>
      ) : null}
      <details className={css['curl']}>
        <summary>{a.curl}</summary>
        <pre tabIndex={0}>{`curl -X POST ${window.location.origin}/api/v1/call/${product.id} \\
  -H 'authorization: Bearer <${a.key}>' -H 'content-type: application/json' \\
  -d '${JSON.stringify(parameters)}'`}</pre>
      </details>
    </Panel>
  );
}
