import { z } from 'zod';
import { act } from './define.ts';

const finding = z.strictObject({ aspect: z.string(), result: z.enum(['pass', 'fail']), text: z.string() });
const next = z.strictObject({ step: z.string(), dueOn: z.string() }).nullable();

/** Acts on cases, whatever they decide: they stand in the stream of the object that is decided. */
export const casesActs = {
  'cases.calendar-loaded': act(
    z.strictObject({
      year: z.number().int(),
      status: z.enum(['published', 'provisional']),
      daysOff: z.array(z.string()),
      workingWeekends: z.array(z.string()),
    }),
  ),
  'cases.commented': act(z.strictObject({ case: z.string(), step: z.string(), text: z.string(), dueOn: z.string() }), [
    'APP-10',
  ]),
  'cases.delay-explained': act(z.strictObject({ case: z.string(), step: z.string(), reason: z.string() }), ['APP-07']),
  'cases.delegated': act(z.strictObject({ role: z.string(), body: z.string() }), ['ORG-03']),
  'cases.delegation-ended': act(z.strictObject({ role: z.string(), body: z.string() }), ['ORG-03']),
  'cases.handed-over': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      fromBody: z.string(),
      body: z.string(),
      person: z.string().nullable(),
      reason: z.string(),
    }),
    ['ORG-03'],
  ),
  'cases.interest-declared': act(z.strictObject({ case: z.string() }), ['DEV-03']),
  'cases.limit-recounted': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      limit: z.enum(['step', 'supplement']),
      from: z.string(),
      to: z.string(),
      year: z.number().int(),
      lifted: z.boolean(),
    }),
    ['APP-07'],
  ),
  'cases.notice-read': act(z.strictObject({ case: z.string(), notice: z.string() })),
  'cases.notified': act(
    z.strictObject({ case: z.string(), notice: z.string(), role: z.string(), body: z.string(), text: z.string() }),
    ['APP-10'],
  ),
  'cases.opened': act(
    z.strictObject({
      case: z.string(),
      kind: z.string(),
      steps: z.array(z.string()),
      skipped: z.array(z.string()),
      next,
    }),
    ['APP-03', 'APP-04'],
  ),
  'cases.overdue': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      role: z.string(),
      body: z.string().nullable(),
      dueOn: z.string(),
      reportedTo: z.string(),
    }),
    ['APP-07'],
  ),
  'cases.re-examined': act(
    z.strictObject({ case: z.string(), step: z.string(), ground: z.string(), dueOn: z.string() }),
    ['APP-10'],
  ),
  'cases.refusal-announced': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      reasons: z.array(z.string()),
      until: z.string(),
      dueOn: z.string(),
    }),
    ['APP-10'],
  ),
  'cases.signed': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      mode: z.enum(['joint', 'added']),
      outcome: z.enum(['pass', 'fail']),
      reasons: z.array(z.string()),
    }),
    ['APP-03'],
  ),
  'cases.signer-asked': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      role: z.string(),
      body: z.string(),
      mode: z.enum(['joint', 'added']),
    }),
    ['APP-03'],
  ),
  'cases.silence-deemed': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      deemed: z.enum(['pass', 'fail']),
      dueOn: z.string(),
      clause: z.string(),
      next,
    }),
    ['APP-07'],
  ),
  'cases.step-acted': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      outcome: z.enum(['pass', 'fail', 'return']),
      findings: z.array(finding),
      reasons: z.array(z.string()),
      normVersion: z.string().nullable(),
      state: z.string(),
      next,
    }),
    ['APP-03', 'APP-04'],
  ),
  'cases.supplemented': act(
    z.strictObject({ case: z.string(), step: z.string(), note: z.string(), dueOn: z.string() }),
    ['APP-10'],
  ),
  'cases.voted': act(
    z.strictObject({
      case: z.string(),
      step: z.string(),
      round: z.number().int(),
      outcome: z.enum(['pass', 'fail']),
      scores: z.record(z.string(), z.number().int()),
    }),
    ['APP-05'],
  ),
  'cases.withdrawn': act(z.strictObject({ case: z.string(), reason: z.string() }), ['APP-10']),
} as const;
