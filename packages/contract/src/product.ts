import { z } from 'zod';
import { caseView } from './case-view.ts';
import { id, idParams, instant, jurisdiction, page, reason, text, waitQuery, written } from './common.ts';
import { route } from './route.ts';

/** Product forms (PRD-01). Which of them a jurisdiction admits is a list of its profile. */
export const productForm = z.enum(['dataset', 'api', 'model', 'report', 'other']);

export const productState = z.enum([
  'draft',
  'frozen',
  'checking',
  'returned',
  'refused',
  'approved',
  'listed',
  'suspended',
  'delisted',
]);

/** Value of a dimension or a figure in a released answer. */
export const cellValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * A typed parameter of the product's query, written `:name` in the SQL. Without `values` its domain is what the grant's
 * statistics list for the dimension it is compared with; freezing releases the answers of all combinations jointly.
 */
export const productParameter = z.object({
  name: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/),
  title: text(80),
  values: z.array(cellValue).min(1).max(10_000).optional(),
});

/** What each form must say of itself (PRD-01); the module refuses a description that lacks what its form asks for. */
export const productDescription = z.object({
  /** All forms: what a buyer gets, in words. */
  summary: text(2000),
  /** dataset, report: how often a new edition is released. */
  updateCycle: z.enum(['once', 'day', 'week', 'month', 'quarter', 'year']).optional(),
  /** dataset: why the rows are derived and none of them is a raw record. */
  derivation: text(1000).optional(),
  /** api: one example of parameters. */
  example: z.record(z.string(), cellValue).optional(),
  /** model: what it predicts, from what, with which quality figure. */
  modelCard: text(4000).optional(),
  /** report: period that the report covers. */
  period: text(100).optional(),
  /** other: how it is delivered. */
  delivery: text(1000).optional(),
});

export const valueStatement = z.object({
  kind: z.enum(['public-service', 'social', 'economic']),
  statement: text(1000),
});

/** One source of a product, generated from lineage (PRD-04). */
export const sourceLine = z.object({
  resourceId: id,
  resourceTitle: z.string(),
  agency: z.string(),
  epochId: z.string(),
  grantId: id,
  applicationId: z.string(),
  fields: z.array(z.string()),
});

/**
 * One aspect of a review step as the profile names it. Of the six checks (PRD-03 … PRD-08) the platform computes
 * `purpose_and_scope`, `sources_lawful` and `no_direct_exposure`; a person finds on the others.
 */
export const checkFinding = z.object({
  check: z.string(),
  by: z.enum(['platform', 'person']),
  role: z.string(),
  outcome: z.enum(['pass', 'fail']),
  finding: z.string().optional(),
  measure: z.string().optional(),
  reasons: z.array(reason),
  at: instant,
});

export const answerColumn = z.object({ name: z.string(), title: z.string().optional(), type: z.string() });

export const productRelease = z.object({
  id,
  version: z.number().int(),
  /** The gate's freeze of which these are the answers. */
  freezeId: z.string(),
  epochIds: z.array(z.string()),
  columns: z.array(answerColumn),
  /** Enumerated combinations of parameter values, each with its answer. */
  answers: z.number().int(),
  rows: z.number().int(),
  irDigest: z.string(),
  cubeDigest: z.string(),
  at: instant,
});

export const productDossier = z.object({
  id,
  jurisdiction,
  grantId: id,
  developer: id,
  form: productForm,
  title: z.string(),
  description: productDescription,
  value: valueStatement,
  sql: z.string(),
  parameters: z.array(productParameter),
  state: productState,
  sourceStatement: z.array(sourceLine),
  release: productRelease.optional(),
  round: z.number().int(),
  checks: z.array(checkFinding),
  /** The review on its chain, from the first release application on. */
  review: caseView.nullable(),
  reasons: z.array(reason),
  history: z.array(
    z.object({ from: productState.optional(), to: productState, at: instant, ground: z.string().optional() }),
  ),
  createdAt: instant,
  updatedAt: instant,
});

const draft = z.object({
  form: productForm,
  title: text(120),
  description: productDescription,
  value: valueStatement,
  sql: text(20_000),
  parameters: z.array(productParameter).max(8).default([]),
});

export const productRoutes = {
  createProduct: route({
    name: 'createProduct',
    method: 'POST',
    path: '/api/v1/products',
    access: 'session',
    summary: 'Drafts a product on a grant (developer)',
    query: waitQuery,
    body: draft.extend({ grantId: id }),
    ok: written(productDossier),
    status: 201,
  }),
  updateProduct: route({
    name: 'updateProduct',
    method: 'PUT',
    path: '/api/v1/products/:id',
    access: 'session',
    summary: 'Changes a draft or returned product; a frozen one becomes a draft again',
    params: idParams,
    query: waitQuery,
    /** A hand-edited source statement that differs from lineage stops the product at check 2. */
    body: draft.extend({ sourceStatement: z.array(sourceLine).optional() }),
    ok: written(productDossier),
  }),
  freezeProduct: route({
    name: 'freezeProduct',
    method: 'POST',
    path: '/api/v1/products/:id/freeze',
    access: 'session',
    summary: 'Releases the whole cube of answers jointly for the current epoch',
    params: idParams,
    query: waitQuery,
    ok: written(productDossier),
  }),
  applyForRelease: route({
    name: 'applyForRelease',
    method: 'POST',
    path: '/api/v1/products/:id/release-application',
    access: 'session',
    summary: 'Release application 发布申请: opens the review and runs the three computed checks',
    params: idParams,
    query: waitQuery,
    ok: written(productDossier),
  }),
  recordCheck: route({
    name: 'recordCheck',
    method: 'POST',
    path: '/api/v1/products/:id/checks/:check',
    access: 'session',
    summary:
      'Records a finding on one aspect of the current step: checks 4 to 6 by the operator, others by whom the profile names',
    params: z.object({ id, check: z.string().regex(/^[a-z][a-z0-9_-]{1,60}$/) }),
    query: waitQuery,
    body: z.object({ outcome: z.enum(['pass', 'fail']), finding: text(4000), measure: text(2000).optional() }),
    ok: written(productDossier),
  }),
  decideProduct: route({
    name: 'decideProduct',
    method: 'POST',
    path: '/api/v1/products/:id/decision',
    access: 'session',
    summary: 'Decides the current step of the review (never the developer): on, back to the developer, or refused',
    params: idParams,
    query: waitQuery,
    body: z.object({
      outcome: z.enum(['approve', 'return', 'refuse']),
      reasons: z.array(text(1000)).max(20).default([]),
    }),
    ok: written(productDossier),
  }),
  listProductDossiers: route({
    name: 'listProductDossiers',
    method: 'GET',
    path: '/api/v1/product-dossiers',
    access: 'session',
    summary:
      'Products in every state that the caller may see: own ones for a developer, all of the jurisdiction for the operator and authorities',
    query: z.object({
      q: z.string().trim().min(1).max(200).optional(),
      state: productState.optional(),
      page: z.coerce.number().int().min(1).max(10_000).optional(),
    }),
    ok: page(productDossier),
  }),
  getProductDossier: route({
    name: 'getProductDossier',
    method: 'GET',
    path: '/api/v1/product-dossiers/:id',
    access: 'session',
    summary: 'One product with its checks, reasons and history',
    params: idParams,
    ok: productDossier,
  }),
};
