import { z } from 'zod';
import { sqlName } from './catalogue-views.ts';
import { id, idParams, instant, page, reason, text, written } from './common.ts';
import { route } from './route.ts';

const column = z.object({
  /** As the source names it; keys inside a key are dotted. */
  column: z.string().min(1).max(200),
  /** Field of the resource. */
  field: sqlName,
});
const columns = z.array(column).min(1).max(500);
const parameter = z.string().regex(/^[\w.-]{1,60}$/);

const host = z.string().trim().min(1).max(253);
const port = z.number().int().min(1).max(65_535);
/** What every database is asked for. */
const table = z.object({
  host,
  database: text(128),
  user: text(128),
  tls: z.boolean().default(true),
  schema: text(128),
  table: text(128),
  columns,
  /** Column of an ever growing key or time stamp. */
  growing: text(128).optional(),
  /** Zone of times that name none, by which the delay is measured; UTC where it is not said. */
  zone: z
    .string()
    .regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/)
    .optional(),
});

/** Where a resource's data comes from; the secret stands beside it and is never shown again. */
export const sourceSettings = z.discriminatedUnion('kind', [
  table.extend({
    kind: z.literal('postgresql'),
    port: port.default(5_432),
    schema: text(63).default('public'),
  }),
  table.extend({ kind: z.literal('mysql'), port: port.default(3_306) }),
  table.extend({ kind: z.literal('sqlserver'), port: port.default(1_433), schema: text(128).default('dbo') }),
  table.extend({ kind: z.literal('oracle'), port: port.default(1_521) }),
  table.extend({ kind: z.literal('dm'), port: port.default(5_236) }),
  z.object({
    kind: z.literal('sftp'),
    host,
    port: port.default(22),
    user: text(128),
    /** Fingerprint of the server's key, as `ssh-keygen -lf` prints it. */
    hostKey: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/),
    folder: text(1_000),
  }),
  z.object({
    kind: z.literal('s3'),
    endpoint: z.url({ protocol: /^https?$/ }).max(500),
    region: z.string().regex(/^[\w-]{1,60}$/),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,62}$/),
    prefix: z.string().max(500).default(''),
    accessKey: text(128),
  }),
  z.object({
    kind: z.literal('nats'),
    host,
    port: port.default(4_222),
    tls: z.boolean().default(true),
    user: text(128).optional(),
    stream: z.string().regex(/^[^\s.*>/\\]{1,200}$/),
    subject: z.string().regex(/^[^\s]{1,200}$/),
    columns,
  }),
  z.object({
    kind: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    items: z.string().max(200).default(''),
    total: z.string().max(200).optional(),
    paging: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('none') }),
        z.object({ kind: z.literal('page'), parameter, first: z.number().int().min(0).default(1) }),
        z.object({ kind: z.literal('offset'), parameter }),
        z.object({ kind: z.literal('cursor'), parameter, next: z.string().min(1).max(200) }),
      ])
      .default({ kind: 'none' }),
    columns,
    header: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/)
      .optional(),
  }),
  z.object({ kind: z.literal('folder'), folder: text(300) }),
]);

export const sourceKind = z.enum([
  'postgresql',
  'mysql',
  'sqlserver',
  'oracle',
  'dm',
  'http',
  'folder',
  'sftp',
  's3',
  'nats',
]);

export const sourceView = z.object({
  id,
  resourceId: id,
  title: z.string(),
  kind: sourceKind,
  mode: z.enum(['full', 'append']),
  settings: z.record(z.string(), z.unknown()),
  hasSecret: z.boolean(),
  everyMinutes: z.number().int().optional(),
  state: z.enum(['active', 'paused']),
  /** Up to where everything was taken. */
  watermark: z.string().optional(),
  /** Runs that failed since the last good one; a failing source is asked less often. */
  failures: z.number().int(),
  createdAt: instant,
  nextRunAt: instant.optional(),
});

export const sourceRun = z.object({
  id,
  sourceId: id,
  startedAt: instant,
  finishedAt: instant.optional(),
  state: z.enum(['running', 'succeeded', 'nothing-new', 'failed']),
  low: z.string().optional(),
  high: z.string().optional(),
  /** The source's own count against what was found in the batch. */
  sourceRecords: z.number().int().optional(),
  records: z.number().int().optional(),
  good: z.number().int().optional(),
  agree: z.boolean().optional(),
  batchId: id.optional(),
  reason: reason.optional(),
  /** From the newest record of the source to its being usable here (COL-09). */
  delayMs: z.number().int().optional(),
});

/** Against what a connector was tried: the server itself, its recorded words, something that speaks its protocol, nothing. */
const tried = z.enum(['server', 'recorded', 'protocol', 'untried']);

export const sourceRoutes = {
  listSourceKinds: route({
    name: 'listSourceKinds',
    method: 'GET',
    path: '/api/v1/source-kinds',
    access: 'session',
    summary: 'Kinds of sources that can be registered, against what each was tried, and whether its driver is here',
    ok: z.object({
      items: z.array(
        z.object({
          kind: sourceKind,
          tried,
          /** Package that the operator has to install first. */
          missingDriver: z.string().optional(),
        }),
      ),
    }),
  }),
  createSource: route({
    name: 'createSource',
    method: 'POST',
    path: '/api/v1/resources/:id/sources',
    access: 'session',
    summary: 'Registers a database, an interface or a drop folder from which a resource is gathered',
    params: idParams,
    body: z.object({
      title: text(120),
      mode: z.enum(['full', 'append']),
      settings: sourceSettings,
      secret: z.string().min(1).max(4_000).optional(),
      everyMinutes: z.number().int().min(1).max(527_040).optional(),
    }),
    ok: written(sourceView),
    status: 201,
  }),
  listSources: route({
    name: 'listSources',
    method: 'GET',
    path: '/api/v1/resources/:id/sources',
    access: 'session',
    summary: 'Sources of a resource, without their secrets',
    params: idParams,
    ok: z.object({ items: z.array(sourceView) }),
  }),
  changeSource: route({
    name: 'changeSource',
    method: 'POST',
    path: '/api/v1/sources/:id/state',
    access: 'session',
    summary: 'Pauses a source or lets it run again',
    params: idParams,
    body: z.object({ state: z.enum(['active', 'paused']) }),
    ok: written(sourceView),
  }),
  runSource: route({
    name: 'runSource',
    method: 'POST',
    path: '/api/v1/sources/:id/runs',
    access: 'session',
    summary: 'Runs a source now, or takes up the run that was interrupted, and answers when it is finished',
    params: idParams,
    ok: sourceRun,
  }),
  listSourceRuns: route({
    name: 'listSourceRuns',
    method: 'GET',
    path: '/api/v1/sources/:id/runs',
    access: 'session',
    summary: 'Runs of a source with counts of both sides and measured delay, newest first',
    params: idParams,
    query: z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) }),
    ok: page(sourceRun),
  }),
};
