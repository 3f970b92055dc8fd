import { z } from 'zod';
import { caseView } from './case-view.ts';
import { civilDate, id, idParams, instant, jurisdiction, page, reason } from './common.ts';
import { route } from './route.ts';

const light = z.enum(['green', 'yellow', 'red']);
const caseState = z.enum(['open', 'supplement', 'approved', 'refused', 'withdrawn']);
const party = z.object({ id: z.string(), name: z.string() });
const pageNumber = z.coerce.number().int().min(1).max(10_000);

/** One thing a person has to do now; `kind` and `subject` lead to the object: `use-application` → `/applications/:subject`. */
export const inboxItem = z.object({
  caseId: id,
  kind: z.string(),
  subject: z.string(),
  title: z.string().nullable(),
  act: z.enum(['act-on-step', 'supplement', 'comment', 'vote', 'sign']),
  step: z.string(),
  stepTitle: z.string(),
  stepTitleEn: z.string(),
  proposer: party,
  openedAt: instant,
  startedOn: civilDate,
  dueOn: civilDate,
  dueProvisional: z.boolean(),
  /** Negative when the date is past. */
  workingDaysLeft: z.number().int(),
  light,
});

export const inbox = z.object({
  items: z.array(inboxItem),
  counts: z.object({
    total: z.number().int(),
    red: z.number().int(),
    yellow: z.number().int(),
    green: z.number().int(),
    byKind: z.record(z.string(), z.number().int()),
    /** More lies there than was counted; these are the most urgent. */
    capped: z.boolean(),
  }),
  page: z.number().int(),
});

export const caseRow = z.object({
  caseId: id,
  kind: z.string(),
  subject: z.string(),
  title: z.string().nullable(),
  jurisdiction,
  state: caseState,
  proposer: party,
  openedAt: instant,
  closedAt: instant.nullable(),
  current: z
    .object({
      step: z.string(),
      title: z.string(),
      titleEn: z.string(),
      role: z.string(),
      body: z.string().nullable(),
      dueOn: civilDate,
      light,
    })
    .nullable(),
});

/** The steps that are left, each taking its whole limit; without a date beyond the last year whose holidays are known. */
const forecastStep = z.object({
  step: z.string(),
  title: z.string(),
  titleEn: z.string(),
  role: z.string(),
  body: z.string().nullable(),
  clause: z.string(),
  latestOn: civilDate.nullable(),
  provisional: z.boolean(),
});

export const casePage = caseView.extend({
  jurisdiction,
  title: z.string().nullable(),
  proposer: party,
  forecast: z.array(forecastStep),
  /** Every act there is on the case, and for those the reader may not do, every reason. */
  acts: z.array(z.object({ act: z.string(), allowed: z.boolean(), reasons: z.array(reason) })),
  panels: z.array(
    z.object({
      step: z.string(),
      members: z.string(),
      quorum: z.number().int(),
      majority: z.enum(['simple', 'two_thirds']),
      voted: z.number().int(),
      scores: z.array(z.object({ id: z.string(), title: z.string(), titleEn: z.string(), max: z.number().int() })),
      /** All of a step that is over; of a running one only the reader's own. */
      votes: z.array(
        z.object({
          person: z.string(),
          outcome: z.enum(['pass', 'fail']),
          scores: z.record(z.string(), z.number().int()),
          reasons: z.array(z.string()),
        }),
      ),
    }),
  ),
  signers: z.array(
    z.object({
      step: z.string(),
      role: z.string(),
      body: z.string(),
      mode: z.enum(['joint', 'added']),
      reason: z.string(),
      outcome: z.enum(['pass', 'fail']).nullable(),
      reasons: z.array(z.string()),
    }),
  ),
  /** The hearing before a refusal, the last one. */
  hearing: z
    .object({ step: z.string(), askedOn: civilDate, until: civilDate, comment: z.string().nullable() })
    .nullable(),
  reexaminedOn: civilDate.nullable(),
});

export const caseRoutes = {
  readInbox: route({
    name: 'readInbox',
    method: 'GET',
    path: '/api/v1/inbox',
    access: 'session',
    summary: 'What the reader has to do now, the most urgent first, with counts by light and kind',
    query: z.object({
      light: light.optional(),
      kind: z.string().max(60).optional(),
      page: pageNumber.optional(),
    }),
    ok: inbox,
  }),
  listCases: route({
    name: 'listCases',
    method: 'GET',
    path: '/api/v1/cases',
    access: 'session',
    summary: 'Cases that the reader’s body opened (`own`) or acted on (`handled`), the newest first',
    query: z.object({
      scope: z.enum(['own', 'handled']).default('own'),
      state: z.enum(['running', 'closed']).optional(),
      kind: z.string().max(60).optional(),
      page: pageNumber.optional(),
    }),
    ok: page(caseRow),
  }),
  readCase: route({
    name: 'readCase',
    method: 'GET',
    path: '/api/v1/cases/:id',
    access: 'session',
    summary: 'Steps with clocks and dates, findings, opinions, what comes next, and what the reader may do (APP-10)',
    params: idParams,
    ok: casePage,
  }),
};
