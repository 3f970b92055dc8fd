import type { DomainAccess, DomainSession } from '../src/domain-access.ts';
import { isDeepStrictEqual } from 'node:util';
import { compileProgram } from '../src/compile-program.ts';
import type { GrantedTable } from '../src/grant-snapshot.ts';
import { unionRows } from '../src/join-branches.ts';
import { createLocalGate } from '../src/local-gate.ts';
import type { Accepted, CellValue } from '../src/program-types.ts';
import { parametersOf } from './program-generator.ts';
import { interpret, type Row, type Tables } from './reference-interpreter.ts';
import { createBareDomain } from './bare-domain.ts';
import { createSampleDomain, MARKER, type SampleDomain } from './sample-domain.ts';
import { places, residents, sampleGrant, visits } from './sample-grant.ts';

/** Each with four visits: few, because the interpreter is slow; the shares of districts are those of the whole sample. */
const PERSONS = 120;
/** For every second program, so that more is released and compared. */
const LOW_K = 3;
/** Sessions that answer side by side. */
const SESSIONS = { sandboxed: 2, bare: 4 };

export interface Difference {
  readonly sql: string;
  readonly why: string;
}

export interface ProgramChecker {
  /** Runs programs through the gate and through the interpreter. @returns the first that they do not agree on */
  check(programs: readonly string[]): Promise<Difference | null>;
  readonly counts: { readonly programs: number; readonly cells: number; readonly rows: number };
  close(): Promise<void>;
}

/**
 * Opens engine and interpreter over the same rows; one session each for all programs.
 * @param engine the sandboxed one, or the same without its sandbox, which takes a third of the time
 */
export async function createProgramChecker(engine: 'sandboxed' | 'bare' = 'sandboxed'): Promise<ProgramChecker> {
  const sample = await createSampleDomain(PERSONS, 1);
  const bare = engine === 'bare' ? await bareDomainOf(sample) : null;
  const { domain } = bare ?? sample;
  const sessions = await Promise.all(Array.from({ length: SESSIONS[engine] }, () => domain.open([])));
  const tables: Tables = new Map(
    await Promise.all(
      [visits, residents, places].map(async (table) => [table.name, await readRows(sample.reference, table)] as const),
    ),
  );
  const counts = { programs: 0, cells: 0, rows: 0 };
  const one = async (session: DomainSession, sql: string): Promise<Difference | null> => {
    const parameters = parametersOf(sql);
    const snapshot = { ...sampleGrant, k: sql.length % 2 === 0 ? sampleGrant.k : LOW_K };
    const verdict = compileProgram(sql, parameters, snapshot);
    if (verdict.verdict === 'refused')
      return { sql, why: `refused: ${verdict.diagnostics.map((item) => item.code).join()}` };
    const domain: DomainAccess = { open: () => Promise.resolve({ ...session, close: () => Promise.resolve() }) };
    // What one answer shows beside others is R12's own affair, as is what margins bound; the interpreter knows one program.
    const gate = createLocalGate({ domain, without: new Set(['R12']) });
    const outcome = await gate.run({ snapshot, sql, parameters });
    const expected = rounded(meaning(verdict, tables));
    counts.programs += 1;
    if (outcome.verdict === 'refused') return { sql, why: 'refused when it was run' };
    counts.cells += outcome.counts.cells;
    counts.rows += outcome.rows.length;
    if (JSON.stringify(outcome).includes(MARKER)) return { sql, why: 'a raw value is in the answer' };
    const answered = rounded(outcome.rows);
    return isDeepStrictEqual(answered, expected)
      ? null
      : { sql, why: `${JSON.stringify(answered)} is not ${JSON.stringify(expected)}` };
  };
  return {
    counts,
    async check(programs) {
      let next = 0;
      let found: Difference | null = null;
      const work = async (session: DomainSession): Promise<void> => {
        for (let at = next++; at < programs.length && !found; at = next++)
          found = await one(session, programs[at] ?? '').catch((error: unknown) => ({
            sql: programs[at] ?? '',
            why: String(error),
          }));
      };
      await Promise.all(sessions.map(work));
      return found;
    },
    close: async () => {
      for (const session of sessions) await session.close();
      bare?.close();
      await sample.close();
    },
  };
}

async function bareDomainOf(sample: SampleDomain) {
  const { files, close } = await sample.domain.open([]);
  await close();
  const tables = [visits, residents, places];
  return createBareDomain(
    Object.fromEntries(tables.map(({ name, epochId }) => [name, files[epochId]?.[0] ?? ''])),
    files,
  );
}

function meaning(verdict: Accepted, tables: Tables): readonly (readonly CellValue[])[] {
  const { union } = verdict;
  if (!union) return interpret(verdict.ir, tables);
  return unionRows(
    union,
    union.branches.map((branch) => interpret(branch.ir, tables)),
  );
}

async function readRows(
  reference: (sql: string) => Promise<readonly (readonly unknown[])[]>,
  table: GrantedTable,
): Promise<readonly Row[]> {
  const columns = [
    ...table.fields.map((field) => field.name),
    ...table.statistics.entities.flatMap((key) => [key.ordinal]),
  ];
  const rows = await reference(`select ${columns.join(', ')} from ${table.name}`);
  return rows.map((row) => new Map(columns.map((name, i) => [`${table.name}.${name}`, plain(row[i])])));
}

const plain = (value: unknown): CellValue => (typeof value === 'bigint' ? Number(value) : (value as CellValue));

/** Floating sums depend on the order of rows in their last digits. */
const rounded = (rows: readonly (readonly CellValue[])[]) =>
  rows.map((row) => row.map((value) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)));
