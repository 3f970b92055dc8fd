import type { Authorization } from '@sluice/authorization';
import type { gateRoutes } from '@sluice/contract';
import type { Db, EntryRef } from '@sluice/database';
import {
  checkQuery,
  explainQuery,
  joiningRisk,
  runQuery,
  sampleTable,
  type QueryParts,
  type RiskParts,
} from '@sluice/flows';
import {
  wordDiagnostic,
  type Accepted,
  type ColumnLineage,
  type Diagnostic,
  type GateService,
  type HoldView,
} from '@sluice/gate';
import type { Actor } from '@sluice/identity';
import { assertAllowed, type Decision, type Params, type Reason } from '@sluice/kernel';
import type { Handlers } from '../handlers.ts';

interface Gatekeepers {
  decide(question: { readonly actor: Actor; readonly act: string; readonly objectJurisdiction: string }): Decision;
}

interface GateServices {
  readonly policy: Gatekeepers;
  readonly db: Db;
  readonly gate: GateService;
  readonly query: QueryParts;
  readonly risk: RiskParts;
  readonly authorization: Pick<Authorization, 'describeGrant'>;
}

/** Programs under a grant: decided, run inside the domain, listed. */
export function gateHandlers(services: GateServices): Handlers<typeof gateRoutes> {
  const { db, gate, query, risk, authorization } = services;
  return {
    ...holdHandlers(services),
    explainProgram: async ({ actor, input }) => {
      const outcome = await explainQuery(query, db, actor, { grantId: input.params.id, ...input.body });
      const { decisionId } = outcome;
      const evidence = evidenceView(outcome.evidence);
      if (outcome.verdict === 'refused') {
        return {
          decisionId,
          verdict: 'refused',
          diagnostics: outcome.diagnostics.map(diagnosticView),
          columns: [],
          obligations: [],
          evidence,
        };
      }
      return { decisionId, ...acceptedView(outcome.program), evidence };
    },
    checkProgram: async ({ actor, input }) => {
      const verdict = await checkQuery(query, db, actor, { grantId: input.params.id, ...input.body });
      return verdict.verdict === 'accepted'
        ? acceptedView(verdict)
        : {
            verdict: 'refused',
            diagnostics: verdict.diagnostics.map(diagnosticView),
            columns: [],
            obligations: [],
          };
    },
    stopRun: async ({ actor, input: { params } }) => ({
      stopped: await gate.stop({ grantId: params.id, person: actor.person, run: params.run }),
    }),
    runProgram: async ({ actor, input }) => {
      const outcome = await runQuery(query, db, actor, { grantId: input.params.id, ...input.body });
      const evidence = evidenceView(outcome.evidence);
      if (outcome.verdict === 'refused') {
        return {
          verdict: 'refused',
          decisionId: outcome.decisionId,
          diagnostics: outcome.diagnostics.map(diagnosticView),
          evidence,
        };
      }
      if (outcome.verdict === 'held') return { ...outcome, evidence };
      return {
        ...outcome,
        columns: [...outcome.columns],
        rows: outcome.rows.map((row) => [...row]),
        note: reasonView(outcome.note),
        evidence,
      };
    },
    readJoiningRisk: async ({ actor, input }) => ({
      risks: (await joiningRisk(risk, db, actor, input.params.id)).map(riskView),
    }),
    sampleTable: async ({ actor, input }) => {
      const { value, evidence } = await sampleTable(query, db, actor, { grantId: input.params.id, ...input.body });
      return {
        ...value,
        columns: [...value.columns],
        rows: value.rows.map((row) => [...row]),
        note: reasonView(value.note),
        evidence: evidenceView(evidence),
      };
    },
    listQueries: async ({ actor, input }) => {
      // Whoever may read the grant may read what was sent under it.
      await authorization.describeGrant(db, actor, input.params.id);
      const { items, total } = await gate.listDecisions(input.params.id, input.query.page ?? 1);
      return { items: items.map((item) => ({ ...item, codes: [...item.codes] })), total };
    },
    listOveruse: async ({ actor, input }) => {
      const { jurisdiction } = actor;
      assertAllowed(services.policy.decide({ actor, act: 'gate.supervise', objectJurisdiction: jurisdiction }));
      const { items, total } = await gate.listOveruse(jurisdiction, input.query.page ?? 1, input.query.grant);
      return { items: [...items], total };
    },
  };
}

/** Held results: read and voted on by two reviewers who do not see each other's votes. */
function holdHandlers({
  gate,
  policy,
}: GateServices): Pick<Handlers<typeof gateRoutes>, 'listHolds' | 'readHold' | 'voteOnHold'> {
  return {
    listHolds: async ({ actor, input }) => {
      const { jurisdiction } = actor;
      assertAllowed(policy.decide({ actor, act: 'gate.review', objectJurisdiction: jurisdiction }));
      const { state, page } = input.query;
      const { items, total } = await gate.listHolds(actor, jurisdiction, state ?? 'open', page ?? 1);
      return { items: items.map(holdView), total };
    },
    readHold: async ({ actor, input }) => {
      const { jurisdiction } = actor;
      assertAllowed(policy.decide({ actor, act: 'gate.read', objectJurisdiction: jurisdiction }));
      const reviews = policy.decide({ actor, act: 'gate.review', objectJurisdiction: jurisdiction }).allowed;
      return holdView(await gate.readHold(actor, input.params.id, reviews ? jurisdiction : null));
    },
    voteOnHold: async ({ actor, input }) => {
      const { jurisdiction } = actor;
      assertAllowed(policy.decide({ actor, act: 'gate.review', objectJurisdiction: jurisdiction }));
      const vote = { holdId: input.params.id, jurisdiction, ...input.body };
      const { value, evidence } = await gate.voteOnHold(personOf(actor), vote);
      return { hold: holdView(value), evidence: evidenceView(evidence) };
    },
  };
}

const riskView = (item: Awaited<ReturnType<typeof joiningRisk>>[number]) => ({
  ...item,
  tables: [...item.tables],
  fields: [...item.fields],
  without: item.without.map((one) => ({ ...one })),
});

const personOf = ({ person, body, role }: Actor) => ({ kind: 'person' as const, person, body, role });

const holdView = ({ result, votes, ...hold }: HoldView) => ({
  ...hold,
  result: result && { columns: [...result.columns], rows: result.rows.map((row) => [...row]) },
  votes: votes.map((vote) => ({ ...vote, reasons: [...vote.reasons] })),
});

const evidenceView = (evidence: readonly EntryRef[]) =>
  evidence.map((entry) => ({ ...entry, status: 'committed' as const }));

const paramsView = (params: Params): Record<string, string | number | boolean | string[]> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );

const reasonView = (reason: Reason) => ({
  code: reason.code,
  ...(reason.params ? { params: paramsView(reason.params) } : {}),
  ...(reason.clause === undefined ? {} : { clause: reason.clause }),
});

const diagnosticView = (diagnostic: Diagnostic) => ({
  ...diagnostic,
  params: paramsView(diagnostic.params),
  message: wordDiagnostic(diagnostic),
});

const acceptedView = ({ lineage, obligations, printed, hash }: Accepted) => ({
  verdict: 'accepted' as const,
  diagnostics: [],
  columns: lineage.map(lineageView),
  obligations: obligations.map(reasonView),
  printed: { duckdb: printed.duckdb.sql, postgres: printed.postgres.sql },
  irDigest: hash,
});

const lineageView = (lineage: ColumnLineage) => ({
  name: lineage.name,
  type: lineage.type,
  sources: lineage.sources.map((source) => ({ ...source })),
  protections: lineage.protections.map(reasonView),
});
