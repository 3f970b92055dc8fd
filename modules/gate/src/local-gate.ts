import type { Reason } from '@sluice/kernel';
import { applyPost } from './apply-post.ts';
import { answerCube, releasedRow } from './answer-cube.ts';
import { compileProgram } from './compile-program.ts';
import type { Diagnostic, Rule } from './diagnostic.ts';
import type { DomainAccess } from './domain-access.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { Release } from './ir/relation.ts';
import { planCube } from './plan-cube.ts';
import type { CellValue, FreezeParameter, FrozenAnswer, OutputColumn, ProgramInput, Verdict } from './program-types.ts';
import type { Cell } from './release/cells.ts';
import { canonical } from './ir/factories.ts';
import { dataSetOf, type SupportFamily } from './release/support-family.ts';
import {
  decideCells,
  defaultLimits,
  namesFor,
  openDomain,
  settleCells,
  type DomainRun,
  type RunLimits,
} from './run/run-release.ts';
import { checkGrantedRows } from './quota/check-rows.ts';
import { withheldNote } from './service-types.ts';

export interface LocalGateOptions {
  readonly domain: DomainAccess;
  readonly limits?: RunLimits;
  readonly onFailure?: (error: unknown) => void;
  /** Time against which the grant's period is checked; without it the period is not checked. */
  readonly now?: () => Date;
  /** Rules that a test switches off. */
  readonly without?: ReadonlySet<Rule>;
}

export type LocalOutcome =
  | { readonly verdict: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly verdict: 'released';
      readonly columns: readonly OutputColumn[];
      readonly rows: readonly (readonly CellValue[])[];
      readonly note: Reason;
      readonly irDigest: string;
    };

export type LocalCube =
  | { readonly verdict: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly verdict: 'released';
      readonly columns: readonly OutputColumn[];
      readonly answers: readonly FrozenAnswer[];
      readonly note: Reason;
    };

/** The gate without a server: the same decisions, a history that lives as long as the object, and no evidence. */
export interface LocalGate {
  run(input: ProgramInput): Promise<LocalOutcome>;
  freezeCube(input: {
    readonly snapshot: GrantSnapshot;
    readonly sql: string;
    readonly parameters: readonly FreezeParameter[];
  }): Promise<LocalCube>;
}

export function createLocalGate(options: LocalGateOptions): LocalGate {
  const run: DomainRun = {
    domain: options.domain,
    limits: options.limits ?? defaultLimits,
    onFailure: options.onFailure ?? (() => undefined),
    ...(options.without ? { without: options.without } : {}),
  };
  const histories = new Map<string, readonly SupportFamily[]>();
  const release = async (node: Release): Promise<readonly Cell[]> => {
    const id = canonical(dataSetOf(node));
    const history = histories.get(id) ?? [];
    const names = namesFor(node, history);
    const domain = await openDomain(run, names.tables, names.columns);
    try {
      const { kept, span } = await decideCells(
        run,
        node,
        await settleCells(run, node, domain.query),
        history,
        domain.query,
      );
      histories.set(id, [...history, ...span]);
      return kept;
    } finally {
      await domain.close();
    }
  };
  const compile = (input: ProgramInput): Verdict => {
    const said = options.now && { at: options.now() };
    const without = run.without ? { without: run.without } : {};
    const verdict = compileProgram(input.sql, input.parameters, input.snapshot, said, without);
    return checkGrantedRows(verdict, input.snapshot);
  };
  return {
    async run(input) {
      const verdict = compile(input);
      if (verdict.verdict === 'refused') return verdict;
      const node = verdict.ir.input;
      const rows = (await release(node)).map((cell) => releasedRow(node, cell));
      return {
        verdict: 'released',
        columns: verdict.ir.columns.map(({ name, type }) => ({ name, type })),
        rows: applyPost(verdict.ir, rows),
        note: withheldNote,
        irDigest: verdict.hash,
      };
    },
    freezeCube: (input) =>
      freezeLocally(input, compile({ ...input, parameters: input.parameters.map(({ name }) => ({ name })) }), release),
  };
}

async function freezeLocally(
  input: { readonly snapshot: GrantSnapshot; readonly parameters: readonly FreezeParameter[] },
  verdict: Verdict,
  release: (node: Release) => Promise<readonly Cell[]>,
): Promise<LocalCube> {
  if (verdict.verdict === 'refused') return verdict;
  const plan = planCube(input.snapshot, verdict.ir, input.parameters);
  if (!plan.ok) return { verdict: 'refused', diagnostics: plan.diagnostics };
  const kept = await release(plan.cube.program.input);
  return {
    verdict: 'released',
    columns: verdict.ir.columns.map(({ name, type }) => ({ name, type })),
    answers: answerCube(plan.cube, kept),
    note: withheldNote,
  };
}
