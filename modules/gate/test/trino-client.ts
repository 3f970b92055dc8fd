import type { PrintedSql } from '../src/program-types.ts';

type Row = readonly unknown[];

interface Page {
  readonly nextUri?: string;
  readonly data?: readonly Row[];
  readonly error?: { readonly message: string };
}

/** Asks a Trino server over its HTTP protocol, page after page. @throws Error with what Trino said */
export async function askTrino(url: string, sql: string): Promise<readonly Row[]> {
  const headers = { 'x-trino-user': 'sluice', 'x-trino-catalog': 'memory', 'x-trino-schema': 'default' };
  const rows: Row[] = [];
  let page = await read(await fetch(new URL('/v1/statement', url), { method: 'POST', headers, body: sql }));
  for (;;) {
    if (page.error) throw new Error(page.error.message);
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return rows;
    page = await read(await fetch(page.nextUri, { headers }));
  }
}

async function read(response: Response): Promise<Page> {
  if (!response.ok) throw new Error(`Trino answered ${response.status}`);
  return (await response.json()) as Page;
}

/** A statement with its parameters bound apart, as one text. */
export function withParameters({ sql, params }: PrintedSql): string {
  const using = params.length === 0 ? '' : ` using ${params.map(literal).join(', ')}`;
  return `execute immediate ${literal(sql)}${using}`;
}

export function literal(value: string | number | bigint | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
