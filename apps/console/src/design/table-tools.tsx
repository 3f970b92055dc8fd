import { useState, type RefObject } from 'react';
import { ownKey } from '../api/kept-here.ts';
import { useConsoleWords } from '../i18n/console/index.ts';
import css from './data-table.module.css';
import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';
import { saveCsv, toCsv } from './to-csv.ts';

const keyOf = (id: string): string => ownKey(`columns.${id}`);

function readHidden(id: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(id)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Columns that this reader does not want to see in one table; kept in this browser. */
export function useHiddenColumns(id: string | undefined): readonly [readonly string[], (column: string) => void] {
  const [hidden, setHidden] = useState<readonly string[]>(() => (id === undefined ? [] : readHidden(id)));
  const toggle = (column: string): void => {
    const next = hidden.includes(column) ? hidden.filter((one) => one !== column) : [...hidden, column];
    setHidden(next);
    try {
      if (id !== undefined) localStorage.setItem(keyOf(id), JSON.stringify(next));
    } catch {
      // not kept where storage is forbidden: the choice holds for this visit
    }
  };
  return [hidden, toggle];
}

/** What a table shows, as it is worded on the page. */
function readShown(table: HTMLTableElement): { readonly head: string[]; readonly rows: string[][] } {
  const cells = (row: HTMLTableRowElement): string[] =>
    [...row.cells].map((cell) => (cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim());
  const [head, ...rows] = [...table.rows];
  return { head: head ? cells(head) : [], rows: rows.map(cells) };
}

/** Which columns a table shows, and its rows as a file. The first column stays. */
export function TableTools(props: {
  readonly label: string;
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly hidden: readonly string[];
  readonly onToggle: (column: string) => void;
  readonly table: RefObject<HTMLTableElement | null>;
}) {
  const w = useConsoleWords().list;
  const save = (): void => {
    if (!props.table.current) return;
    const { head, rows } = readShown(props.table.current);
    saveCsv(props.label, toCsv(head, rows));
  };
  return (
    <div className={css['tools']}>
      <Popover
        label={w.columns}
        side="right"
        className={css['tool']}
        button={
          <>
            <Icon name="table" size={14} /> {w.columns}
          </>
        }
      >
        {() => (
          <ul className={css['choices']}>
            {props.columns.slice(1).map((column) => (
              <li key={column.id}>
                <label>
                  <input
                    type="checkbox"
                    checked={!props.hidden.includes(column.id)}
                    onChange={() => props.onToggle(column.id)}
                  />
                  {column.title}
                </label>
              </li>
            ))}
          </ul>
        )}
      </Popover>
      <button type="button" className={css['tool']} onClick={save} data-testid="export-csv">
        <Icon name="download" size={14} /> {w.exportPage}
      </button>
    </div>
  );
}
