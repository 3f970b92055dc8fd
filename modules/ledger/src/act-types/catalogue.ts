import { z } from 'zod';
import { act } from './define.ts';

const strings = z.array(z.string());
const side = z.strictObject({ rows: z.number().int(), digest: z.string() });
const version = z.number().int();

/** Acts on systems, resources and the catalogues drawn from them. */
export const catalogueActs = {
  'catalogue.system-registered': act(
    z.strictObject({ body: z.string(), jurisdiction: z.string(), gatherVia: z.string() }),
    ['CAT-01', 'COL-07'],
  ),
  'catalogue.resource-registered': act(
    z.strictObject({ body: z.string(), class: z.string(), fields: z.number().int() }),
    ['CAT-01', 'CAT-02', 'JUR-03'],
  ),
  'catalogue.resource-changed': act(z.strictObject({ version, fields: z.number().int() }), ['CAT-02']),
  'catalogue.resource-submitted': act(z.strictObject({ version, digest: z.string() }), ['CAT-02', 'CAT-06']),
  'catalogue.resource-returned': act(z.strictObject({ version, digest: z.string(), reasons: strings }), ['CAT-06']),
  'catalogue.resource-published': act(
    z.strictObject({ version, digest: z.string(), code: z.string(), supersedes: version.optional(), reasons: strings }),
    ['CAT-06'],
  ),
  'catalogue.supply-noted': act(
    z.strictObject({ epoch: z.string(), rows: z.number().int(), quality: z.number().optional() }),
    ['CAT-11'],
  ),
  'catalogue.demand-raised': act(
    z.strictObject({ resource: z.string(), version, fields: strings, scenarios: strings, studiedOn: z.string() }),
    ['AOC-01'],
  ),
  'catalogue.opinion-requested': act(z.strictObject({ from: z.string() }), ['AOC-02']),
  'catalogue.opinion-given': act(z.strictObject({ from: z.string(), opinion: z.string() }), ['AOC-02']),
  'catalogue.demand-confirmed': act(
    z.strictObject({ operationEntry: z.string(), registrationTask: z.string(), fields: strings }),
    ['AOC-02'],
  ),
  'catalogue.demand-refused': act(z.strictObject({ reasons: strings }), ['AOC-02']),
  'catalogue.supply-applied': act(z.strictObject({ supply: z.string(), fields: strings }), ['AOC-05']),
  'catalogue.supply-decided': act(z.strictObject({ supply: z.string(), decision: z.string(), reasons: strings }), [
    'AOC-05',
  ]),
  'catalogue.supply-delivered': act(
    z.strictObject({ supply: z.string(), epoch: z.string(), fields: strings, sent: side, received: side }),
    ['AOC-05'],
  ),
  'catalogue.supply-rejected': act(
    z.strictObject({
      supply: z.string(),
      epoch: z.string(),
      fields: strings,
      sent: side,
      received: side.optional(),
      reasons: strings,
    }),
    ['AOC-05'],
  ),
  'catalogue.development-published': act(
    z.strictObject({
      entry: z.string(),
      resource: z.string(),
      version,
      category: z.string(),
      grade: z.number().int(),
      fields: strings,
    }),
    ['AOC-07'],
  ),
  'catalogue.objection-received': act(
    z.strictObject({ number: z.string(), kind: z.string(), dueOn: z.string(), papers: strings }),
    ['QUA-05'],
  ),
  'catalogue.objection-verified': act(z.strictObject({ by: z.string(), holds: z.boolean() }), ['QUA-06']),
  'catalogue.objection-decided': act(z.strictObject({ outcome: z.string(), affected: strings }), ['QUA-06', 'QUA-07']),
  'catalogue.objection-closed': act(
    z.strictObject({ epoch: z.string().nullable(), version: z.number().int().nullable() }),
    ['QUA-06'],
  ),
  'catalogue.registration-submitted': act(z.strictObject({ kind: z.string(), version }), ['REG-01', 'REG-03']),
  'catalogue.registration-returned': act(z.strictObject({ act: z.string(), version, number: z.string().optional() }), [
    'REG-02',
  ]),
  'catalogue.registration-granted': act(z.strictObject({ act: z.string(), version, number: z.string().optional() }), [
    'REG-01',
  ]),
  'catalogue.registration-changed': act(z.strictObject({ act: z.string(), version, number: z.string().optional() }), [
    'REG-01',
  ]),
  'catalogue.registration-cancelled': act(z.strictObject({ act: z.string(), version, number: z.string().optional() }), [
    'REG-01',
    'REG-02',
  ]),
  'catalogue.change-noted': act(
    z.strictObject({
      ground: z.string(),
      happenedOn: z.string(),
      dueOn: z.string().nullable(),
      entries: z.number().int(),
    }),
    ['CAT-07'],
  ),
  'catalogue.need-received': act(z.strictObject({ number: z.string(), route: z.string() }), ['REG-05']),
  'catalogue.need-turned': act(z.strictObject({ turn: z.string(), route: z.string(), state: z.string() }), [
    'REG-05',
    'REG-06',
  ]),
  'catalogue.collection-entered': act(
    z.strictObject({ element: z.string().nullable(), warnings: z.number().int(), despiteHolder: z.boolean() }),
    ['COL-01', 'COL-02'],
  ),
  'catalogue.exclusion-marked': act(
    z.strictObject({ field: z.string().nullable(), ground: z.string(), basis: z.string() }),
    ['JUR-04', 'AOC-03'],
  ),
  'catalogue.exclusion-lifted': act(
    z.strictObject({ field: z.string().nullable(), ground: z.string(), reason: z.string() }),
    ['JUR-04'],
  ),
  'catalogue.service-items-bound': act(z.strictObject({ codes: strings }), ['CAT-04']),
  'catalogue.service-items-loaded': act(z.strictObject({ items: z.number().int() }), ['CAT-04']),
  'catalogue.resource-withdrawn': act(z.strictObject({ code: z.string(), version, successor: z.string().optional() }), [
    'PLT-14',
  ]),
} as const;
