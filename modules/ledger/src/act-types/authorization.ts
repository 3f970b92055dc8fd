import { z } from 'zod';
import { act } from './define.ts';

/** Acts on applications, agreements, filings, grants and operators' terms; those on review steps are `cases.*`. */
export const authorizationActs = {
  'authorization.agreement-drafted': act(
    z.strictObject({
      operator: z.string(),
      field: z.string().nullable(),
      startsOn: z.string(),
      endsOn: z.string(),
      revision: z.number().int(),
      digest: z.string(),
    }),
    ['AUT-01', 'AUT-06'],
  ),
  'authorization.agreement-ended': act(
    z.strictObject({
      ground: z.enum(['expiry', 'own-request', 'breach', 'illegality']),
      reasons: z.array(z.string()),
      handover: z.enum(['successor', 'end']),
    }),
    ['AUT-08', 'AUT-09'],
  ),
  'authorization.agreement-in-force': act(
    z.strictObject({ operator: z.string(), startsOn: z.string(), endsOn: z.string(), takenOver: z.boolean() }),
    ['AUT-06', 'AUT-07'],
  ),
  'authorization.agreement-measure': act(
    z.strictObject({
      kind: z.enum(['order', 'corrected', 'failed', 'suspension', 'lift']),
      state: z.string(),
      dueOn: z.string().nullable(),
      reasons: z.array(z.string()),
    }),
    ['AUT-08', 'SVN-04'],
  ),
  'authorization.agreement-signed': act(z.strictObject({ party: z.string(), digest: z.string() }), [
    'AUT-05',
    'AUT-06',
  ]),
  'authorization.application-assessed': act(
    z.strictObject({
      revision: z.number().int(),
      level: z.enum(['low', 'medium', 'high']),
      risks: z.array(z.string()),
      measures: z.array(z.string()),
    }),
    ['APP-06'],
  ),
  'authorization.application-changed': act(z.strictObject({ revision: z.number().int(), digest: z.string() }), [
    'APP-02',
  ]),
  'authorization.application-drafted': act(
    z.strictObject({ jurisdiction: z.string(), digest: z.string(), previous: z.string().nullable() }),
    ['APP-02'],
  ),
  'authorization.application-lapsed': act(z.strictObject({ dueOn: z.string() })),
  'authorization.application-moved': act(z.strictObject({ state: z.string(), signDueOn: z.string().nullable() })),
  'authorization.application-submitted': act(
    z.strictObject({ number: z.string(), scenario: z.string(), resources: z.array(z.string()), digest: z.string() }),
    ['APP-01', 'APP-02'],
  ),
  'authorization.application-withdrawn': act(z.strictObject({ reason: z.string() }), ['APP-10']),
  'authorization.candidate-applied': act(z.strictObject({ candidate: z.string(), proofs: z.array(z.string()) }), [
    'AUT-03',
    'DEV-01',
  ]),
  'authorization.candidate-examined': act(
    z.strictObject({
      candidate: z.string(),
      state: z.enum(['eligible', 'rejected']),
      reasons: z.array(z.string()),
    }),
    ['AUT-03', 'AUT-04', 'DEV-02'],
  ),
  'authorization.candidate-scored': act(
    z.strictObject({ candidate: z.string(), points: z.record(z.string(), z.number()) }),
    ['AUT-02', 'DEV-03'],
  ),
  'authorization.consent-given': act(
    z.strictObject({ role: z.string(), decision: z.enum(['consent', 'refuse']), reasons: z.array(z.string()) }),
    ['AOC-10'],
  ),
  'authorization.developer-admitted': act(
    z.strictObject({
      developer: z.string(),
      selection: z.string().nullable(),
      district: z.string().nullable(),
      startsOn: z.string(),
      endsOn: z.string(),
    }),
    ['DEV-03', 'DEV-04'],
  ),
  'authorization.developer-evaluated': act(
    z.strictObject({ subject: z.string(), outcome: z.enum(['passed', 'not-passed']) }),
    ['DEV-07', 'EVA-01'],
  ),
  'authorization.developer-measure': act(
    z.strictObject({
      developer: z.string(),
      kind: z.enum(['reminder', 'interview', 'suspension', 'lift', 'exit']),
      ground: z.string().nullable(),
      reasons: z.array(z.string()),
    }),
    ['SVN-05', 'SVN-06'],
  ),
  'authorization.document-drafted': act(
    z.strictObject({ kind: z.string(), revision: z.number().int(), digest: z.string() }),
    ['DEV-04', 'DEV-05'],
  ),
  'authorization.document-signed': act(z.strictObject({ kind: z.string(), digest: z.string(), party: z.string() }), [
    'DEV-04',
    'DEV-05',
  ]),
  'authorization.signing-recounted': act(z.strictObject({ from: z.string(), to: z.string(), year: z.number().int() })),
  'authorization.filed': act(z.strictObject({ number: z.string(), digests: z.array(z.string()) }), ['DEV-05']),
  'authorization.grant-ended': act(z.strictObject({ ground: z.string(), cause: z.enum(['end-date', 'revoked']) }), [
    'APP-08',
  ]),
  'authorization.grant-held': act(z.strictObject({ ground: z.string() }), ['INC-03']),
  'authorization.grant-resumed': act(z.strictObject({ ground: z.string() }), ['INC-03']),
  'authorization.grant-started': act(
    z.strictObject({
      grant: z.string(),
      developer: z.string(),
      scenario: z.string(),
      resources: z.array(z.string()),
      startsAt: z.string(),
      endsAt: z.string(),
      filing: z.string().nullable(),
      digest: z.string(),
    }),
    ['APP-08'],
  ),
  'authorization.interest-declared': act(z.strictObject({}), ['DEV-03']),
  'authorization.list-entered': act(z.strictObject({ list: z.string(), source: z.string() }), ['DEV-02']),
  'authorization.measures-accepted': act(z.strictObject({ revision: z.number().int() }), ['APP-06']),
  'authorization.notice-closed': act(
    z.strictObject({
      state: z.enum(['closed', 'answering']),
      objections: z.number().int(),
      founded: z.number().int(),
      archive: z.string().nullable(),
    }),
    ['DEV-03', 'JUR-07'],
  ),
  'authorization.notice-published': act(
    z.strictObject({ kind: z.string(), number: z.string(), digest: z.string(), closesOn: z.string() }),
    ['DEV-03', 'JUR-07'],
  ),
  'authorization.objection-answered': act(
    z.strictObject({ number: z.number().int(), outcome: z.enum(['founded', 'unfounded']), answer: z.string() }),
    ['JUR-07'],
  ),
  'authorization.objection-received': act(z.strictObject({ number: z.number().int(), byBody: z.boolean() }), [
    'JUR-07',
  ]),
  'authorization.paper-issued': act(z.strictObject({ kind: z.string(), object: z.string(), digest: z.string() }), [
    'AUT-06',
    'DEV-04',
    'APP-10',
  ]),
  'authorization.register-changed': act(
    z.strictObject({ register: z.string(), state: z.string(), about: z.string() }),
    [
      'ENV-09',
      'EVA-02',
      'EVA-03',
      'INC-01',
      'JUR-09',
      'ORG-04',
      'ORG-05',
      'ORG-06',
      'PLT-05',
      'PLT-06',
      'SVN-02',
      'SVN-03',
    ],
  ),
  'authorization.renewal-due': act(z.strictObject({ endsOn: z.string() }), ['AUT-07']),
  'authorization.social-data-moved': act(
    z.strictObject({ state: z.string(), grant: z.string(), digest: z.string(), reasons: z.array(z.string()) }),
    ['SOC-01', 'SOC-02', 'SOC-03', 'SOC-04'],
  ),
  'authorization.social-report': act(
    z.strictObject({ report: z.string(), state: z.string(), code: z.string(), digest: z.string().nullable() }),
    ['SOC-03'],
  ),
  'authorization.selection-concluded': act(
    z.strictObject({ state: z.enum(['concluded', 'failed']), founded: z.number().int() }),
    ['AUT-02', 'DEV-03'],
  ),
  'authorization.selection-decided': act(
    z.strictObject({
      chosen: z.array(z.string()),
      reasons: z.array(z.string()),
      state: z.enum(['decided', 'concluded', 'failed']),
      notice: z.string().nullable(),
    }),
    ['AUT-02', 'AUT-05', 'DEV-03'],
  ),
  'authorization.selection-opened': act(
    z.strictObject({ kind: z.enum(['operator', 'developer']), opensAt: z.string(), closesAt: z.string() }),
    ['AUT-02', 'DEV-01'],
  ),
  'authorization.operator-appointed': act(
    z.strictObject({ operator: z.string(), startsOn: z.string(), endsOn: z.string() }),
    ['DEV-04'],
  ),
} as const;
