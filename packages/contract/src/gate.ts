import { z } from 'zod';
import { evidence, id, idParams, instant, page, reason, text } from './common.ts';
import { route } from './route.ts';

const sqlValue = z.union([z.string().max(1000), z.number(), z.boolean()]);

/** A program for the domain: one SELECT in PostgreSQL's grammar, parameters as `:name` or `$1` (then named `1`, `2`, …). */
export const program = z.object({
  sql: text(20_000),
  parameters: z.record(z.string().regex(/^(?:[a-z_][a-z0-9_]{0,62}|[1-9][0-9]?)$/), sqlValue).optional(),
  /** Said by the caller; where given it must be the grant's own (R20). */
  scenario: z.string().max(60).optional(),
});

const place = { line: z.number().int(), column: z.number().int(), length: z.number().int() };

/** Why a program is refused or what it should mind, with its place in the text. Never depends on data. */
export const diagnostic = z.object({
  code: z.string(),
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  ...place,
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()])),
  clause: z.string().optional(),
  replacement: z.object({ ...place, text: z.string() }).optional(),
  /** The sentence in Chinese and in English. */
  message: z.object({ zh: z.string(), en: z.string() }),
});

/** Where an output column comes from and what protects it. */
export const columnLineage = z.object({
  name: z.string(),
  type: z.string(),
  sources: z.array(z.object({ table: z.string(), resourceId: z.string(), field: z.string(), how: z.string() })),
  protections: z.array(reason),
});

export const explanation = z.object({
  decisionId: id,
  verdict: z.enum(['accepted', 'refused']),
  diagnostics: z.array(diagnostic),
  columns: z.array(columnLineage),
  /** What must hold for each row before it is released. */
  obligations: z.array(reason),
  /** SQL that the engines would get: printed from the program's tree, never the caller's text. */
  printed: z.object({ duckdb: z.string(), postgres: z.string() }).optional(),
  irDigest: z.string().optional(),
  evidence: z.array(evidence),
});

/** What the gate would say; nothing is entered. */
export const checkedProgram = explanation.omit({ decisionId: true, evidence: true });

/** Chosen by the asker, so that a run can be stopped before it has answered. */
const runName = z.uuid();

export const queryResult = z.object({
  decisionId: id,
  releaseId: id,
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  /** Always the same sentence, whether or not anything was withheld; another where there is no row at all. */
  note: reason,
  irDigest: z.string(),
  /** Under differential privacy: what the epoch's answers have cost together (ρ), and what is left for everybody. */
  budget: z
    .object({
      unit: z.string(),
      total: z.number(),
      spent: z.number(),
      remaining: z.number(),
      cost: z.number(),
      epsilon: z.number(),
      delta: z.number(),
    })
    .optional(),
  evidence: z.array(evidence),
});

export const queryRecord = z.object({
  id,
  grantId: id,
  kind: z.enum(['explain', 'query', 'freeze']),
  at: instant,
  person: z.string(),
  textDigest: z.string(),
  irDigest: z.string().nullable(),
  verdict: z.enum(['accepted', 'refused']),
  codes: z.array(z.string()),
  releaseId: z.string().nullable(),
});

/** Something tried beyond a grant: blocked, entered, told to the operator. */
export const overuseNotice = z.object({
  id,
  grantId: id,
  kind: z.enum(['fields', 'rows', 'time', 'volume']),
  code: z.string(),
  at: instant,
  person: z.string(),
  body: z.string(),
  decisionId: id,
});

const resultRows = z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])));

/** A result that waits for two reviewers, as the asker may see it: a vote is shown to its author until both are in. */
export const hold = z.object({
  id,
  grantId: id,
  ground: z.enum(['policy', 'undecided']),
  state: z.enum(['open', 'released', 'refused']),
  heldAt: instant,
  result: z.object({ columns: z.array(z.object({ name: z.string(), type: z.string() })), rows: resultRows }).nullable(),
  votes: z.array(
    z.object({ person: z.string(), body: z.string(), release: z.boolean(), reasons: z.array(z.string()) }),
  ),
});

/** A masked sample: rows of real people, for use inside the grant's workspace, and marked as what it is. */
export const tableSample = z.object({
  sample: z.literal(true),
  grantId: id,
  table: z.string(),
  resourceId: id,
  epochId: id,
  seed: z.string(),
  k: z.number().int(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), shown: z.string() })),
  rows: resultRows,
  note: reason,
  evidence: z.array(evidence),
});

/** What the fields of an application do together to one kind of entity; shares in steps of 5 %, never rounded down to none. */
export const joiningRiskView = z.object({
  entity: z.string(),
  k: z.number().int(),
  tables: z.array(z.string()),
  fields: z.array(z.string()),
  /** Share of entities that no other looks like, and of those in groups below k. */
  unique: z.number(),
  belowK: z.number(),
  without: z.array(z.object({ field: z.string(), unique: z.number() })),
});

export const gateRoutes = {
  readJoiningRisk: route({
    name: 'readJoiningRisk',
    method: 'GET',
    path: '/api/v1/applications/:id/joining-risk',
    access: 'session',
    summary:
      'How many entities the fields of an application single out together, and what each field adds; before a grant',
    params: idParams,
    ok: z.object({ risks: z.array(joiningRiskView) }),
  }),
  sampleTable: route({
    name: 'sampleTable',
    method: 'POST',
    path: '/api/v1/grants/:id/samples',
    access: 'session',
    summary:
      'Draws a stratified, masked, k-anonymous sample of one granted table for the workspace; reproducible from its seed, entered, within the quota',
    params: idParams,
    body: z.object({
      table: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/),
      size: z.number().int().min(1).max(20_000),
      seed: text(200),
      stratum: z
        .string()
        .regex(/^[a-z_][a-z0-9_]{0,62}$/)
        .optional(),
    }),
    ok: tableSample,
  }),
  explainProgram: route({
    name: 'explainProgram',
    method: 'POST',
    path: '/api/v1/grants/:id/explain',
    access: 'session',
    summary: 'Decides a program without running it: verdict, lineage and obligations, or what to change',
    params: idParams,
    body: program,
    ok: explanation,
  }),
  checkProgram: route({
    name: 'checkProgram',
    method: 'POST',
    path: '/api/v1/grants/:id/check',
    access: 'session',
    summary: 'What the gate would decide on a text that is being typed; neither recorded nor run',
    params: idParams,
    body: program,
    ok: checkedProgram,
  }),
  stopRun: route({
    name: 'stopRun',
    method: 'POST',
    path: '/api/v1/grants/:id/runs/:run/stop',
    access: 'session',
    summary: 'Ends a run of one’s own by killing its engine; the run itself answers that it was not completed',
    params: z.object({ id, run: runName }),
    ok: z.object({ stopped: z.boolean() }),
  }),
  runProgram: route({
    name: 'runProgram',
    method: 'POST',
    path: '/api/v1/grants/:id/queries',
    access: 'session',
    summary: 'Runs a program inside the domain and releases what may leave; a refused one answers with its diagnostics',
    params: idParams,
    body: program.extend({ run: runName.optional() }),
    ok: z.discriminatedUnion('verdict', [
      queryResult.extend({ verdict: z.literal('released') }),
      z.object({
        verdict: z.literal('refused'),
        decisionId: id,
        diagnostics: z.array(diagnostic),
        evidence: z.array(evidence),
      }),
      z.object({ verdict: z.literal('held'), decisionId: id, holdId: id, evidence: z.array(evidence) }),
    ]),
  }),
  listQueries: route({
    name: 'listQueries',
    method: 'GET',
    path: '/api/v1/grants/:id/queries',
    access: 'session',
    summary: 'Programs sent under a grant, newest first; digests and verdicts, never texts or counts withheld',
    params: idParams,
    query: z.object({ page: z.coerce.number().int().min(1).max(10_000).optional() }),
    ok: page(queryRecord),
  }),
  listHolds: route({
    name: 'listHolds',
    method: 'GET',
    path: '/api/v1/gate/holds',
    access: 'session',
    summary: 'Results of the own jurisdiction that wait for two reviewers, or have been decided; for reviewers',
    query: z.object({
      state: z.enum(['open', 'released', 'refused']).optional(),
      page: z.coerce.number().int().min(1).max(10_000).optional(),
    }),
    ok: page(hold),
  }),
  readHold: route({
    name: 'readHold',
    method: 'GET',
    path: '/api/v1/gate/holds/:id',
    access: 'session',
    summary: 'A held result: for a reviewer with its rows, for its author once it is released',
    params: idParams,
    ok: hold,
  }),
  voteOnHold: route({
    name: 'voteOnHold',
    method: 'POST',
    path: '/api/v1/gate/holds/:id/votes',
    access: 'session',
    summary: 'A reviewer’s vote; the second decides. Nobody of the asking body, nobody twice',
    params: idParams,
    body: z.object({ release: z.boolean(), reasons: z.array(text(500)).max(20) }),
    ok: z.object({ hold, evidence: z.array(evidence) }),
  }),
  listOveruse: route({
    name: 'listOveruse',
    method: 'GET',
    path: '/api/v1/gate/overuse',
    access: 'session',
    summary:
      'What somebody tried beyond the grants of the own jurisdiction, newest first; for those who supervise the gate',
    query: z.object({ grant: id.optional(), page: z.coerce.number().int().min(1).max(10_000).optional() }),
    ok: page(overuseNotice),
  }),
};
