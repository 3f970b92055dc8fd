import { z } from 'zod';
import { civilDate, instant } from './common.ts';

const finding = z.object({
  aspect: z.string(),
  result: z.enum(['pass', 'fail']),
  text: z.string(),
});

/** One act on a step. Every opinion is kept, those before a return included. */
export const caseOpinion = z.object({
  person: z.string(),
  body: z.string(),
  role: z.string(),
  at: instant,
  outcome: z.enum(['pass', 'fail', 'return']),
  findings: z.array(finding),
  reasons: z.array(z.string()),
  normVersion: z.string().nullable(),
});

export const caseStepView = z.object({
  id: z.string(),
  title: z.string(),
  titleEn: z.string(),
  kind: z.enum(['acceptance', 'review', 'opinion', 'verification', 'decision']),
  role: z.string(),
  /** The one body that has to act, where the chain names one. */
  body: z.string().nullable(),
  clause: z.string(),
  state: z.enum(['waiting', 'current', 'done', 'skipped']),
  aspects: z.array(z.object({ id: z.string(), title: z.string(), titleEn: z.string() })),
  startedOn: civilDate.nullable(),
  dueOn: civilDate.nullable(),
  /** Counted with a year whose holidays are not announced yet: the date may move when they are. */
  dueProvisional: z.boolean(),
  workingDays: z.object({
    limit: z.number().int(),
    used: z.number().int(),
    left: z.number().int(),
  }),
  light: z.enum(['green', 'yellow', 'red']).nullable(),
  overdue: z.boolean(),
  delayReason: z.string().nullable(),
  escalatedAt: instant.nullable(),
  opinions: z.array(caseOpinion),
});

/** A case on its chain, whatever it decides: an application, the release of a product. */
export const caseView = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  profile: z.object({ id: z.string(), version: z.string() }),
  state: z.enum(['open', 'supplement', 'approved', 'refused', 'withdrawn']),
  openedAt: instant,
  closedAt: instant.nullable(),
  steps: z.array(caseStepView),
  /** What comes next, who does it and until when; null when the case is closed. */
  next: z
    .object({
      step: z.string(),
      role: z.string(),
      body: z.string().nullable(),
      act: z.enum(['act-on-step', 'supplement']),
      dueOn: civilDate,
      dueProvisional: z.boolean(),
    })
    .nullable(),
});
