import type { Letter } from './matrix.ts';
import type { Role } from './role.ts';

/** An act of the product: on which object of the matrix, under which letter, and where a text names the only roles. */
export interface ActRule {
  readonly object: string;
  readonly letter: Letter;
  /** Roles among those that hold the letter; a duty that a clause gives to one of them alone. */
  readonly only?: readonly Role[];
  /** Roles whose letter reaches objects of their own body only: "own" of `view own or permitted part`, a file of one's own. */
  readonly own?: readonly Role[];
  readonly clause?: string;
  /** Open to a body whose standing is suspended or not yet there: what leads to it. */
  readonly withoutStanding?: true;
}

const on = (object: string, letter: Letter): ActRule => ({ object, letter });
const by = (rule: ActRule, clause: string, ...only: readonly Role[]): ActRule => ({ ...rule, only, clause });
const always = (rule: ActRule): ActRule => ({ ...rule, withoutStanding: true });
const ownFor = (rule: ActRule, ...own: readonly Role[]): ActRule => ({ ...rule, own });

/** Every act that exists, in the order of the main job. An act that is not here cannot be asked about, so not be done. */
export const acts = {
  'system.register': on('catalogue-entry', 'c'),
  'system.read': on('catalogue-entry', 'v'),
  'resource.register': on('catalogue-entry', 'c'),
  'resource.edit': on('catalogue-entry', 'e'),
  'resource.submit': on('catalogue-entry', 'c'),
  'resource.review': on('catalogue-entry', 'r'),
  'resource.publish': on('catalogue-entry', 'p'),
  'resource.read': on('catalogue-entry', 'v'),
  'coverage.read': on('catalogue-entry', 'v'),

  'resource.withdraw': on('catalogue-entry', 'e'),
  'change.note': on('catalogue-entry', 'c'),
  'objection.raise': on('objection', 'c'),
  'objection.handle': on('objection', 'r'),
  'objection.decide': by(on('objection', 'r'), 'F1b §五(一)4', 'custodian', 'registration-body'),
  'objection.read': on('objection', 'v'),
  'registration.apply': on('resource-registration', 'c'),
  'registration.decide': on('resource-registration', 'r'),
  'registration.read': on('resource-registration', 'v'),
  'service-item.load': by(on('duty-and-demand-lists', 'c'), 'F3 (一)', 'data-authority', 'county-authority'),
  'need.raise': on('duty-and-demand-lists', 'c'),
  'need.route': on('duty-and-demand-lists', 'r'),
  'need.read': on('duty-and-demand-lists', 'v'),

  'batch.upload': ownFor(on('gathering-run', 'c'), 'source-agency'),
  'batch.read': ownFor(on('gathering-run', 'v'), 'source-agency'),
  // Records as they came, with names and numbers: nobody but the body that delivered them.
  'quarantine.read': ownFor(on('gathering-run', 'c'), 'source-agency', 'custodian'),

  // Two persons besides the one who asks: who runs the gathering, and who decides on the supply (SEC-03, ENV-08).
  'destruction.request': ownFor(on('gathering-run', 'c'), 'source-agency'),
  'destruction.approve': on('gathering-run', 'x'),
  'destruction.consent': on('supply', 'r'),
  'destruction.read': on('grant', 'v'),
  // One person's records: who answers for the data asks, who runs the gathering carries it out.
  'cross-check.run': ownFor(on('gathering-run', 'c'), 'source-agency'),
  'erasure.request': ownFor(on('gathering-run', 'c'), 'source-agency'),
  'erasure.approve': on('gathering-run', 'x'),
  'erasure.read': ownFor(on('gathering-run', 'v'), 'source-agency'),
  'workspace.request-destruction': on('workspace-and-job', 'x'),
  'workspace.approve-destruction': on('grant', 'x'),
  'log.delete': on('platform', 'x'),

  'demand.create': on('demand-and-operation-catalogue', 'c'),
  'demand.ask-opinion': on('demand-and-operation-catalogue', 'r'),
  'demand.opinion': by(on('demand-and-operation-catalogue', 'o'), 'F1b §四(二)1', 'sector-authority'),
  'demand.confirm': on('demand-and-operation-catalogue', 'r'),
  'demand.read': on('demand-and-operation-catalogue', 'v'),
  'supply.apply': by(on('supply', 'c'), 'F1a Art.9', 'operator'),
  'supply.decide': on('supply', 'r'),
  'supply.push': by(on('supply', 'c'), 'F1a Art.9', 'custodian'),
  'supply.read': on('supply', 'v'),
  'development.publish': on('development-catalogue', 'p'),
  'development.read': on('development-catalogue', 'v'),

  'application.create': on('use-application', 'c'),
  'application.edit': on('use-application', 'e'),
  'application.submit': on('use-application', 'c'),
  'application.supplement': on('use-application', 'e'),
  'application.withdraw': on('use-application', 'e'),
  'application.review': on('use-application', 'r'),
  'application.opinion': on('use-application', 'o'),
  'application.assess': by(on('risk-and-drill', 'c'), 'F0 §三(六)29', 'operator', 'security-regulator'),
  'application.accept-measures': on('risk-and-drill', 'r'),
  'application.read': on('use-application', 'v'),
  'document.draft': on('development-agreement', 'c'),
  'document.sign': on('development-agreement', 's'),
  'document.read': on('development-agreement', 'v'),
  'filing.submit': on('development-agreement', 'c'),
  'filing.record': on('development-agreement', 'n'),
  'operator.appoint': on('operation-agreement', 'c'),
  'operator.read': on('operation-agreement', 'v'),
  // Whoever chose the operator words the agreement that follows; the seal is the matrix's own letter.
  'operator-agreement.draft': by(on('operator-selection', 'c'), 'F1a Art.6', 'data-authority', 'sector-authority'),
  'operator-agreement.sign': always(on('operation-agreement', 's')),
  'operator-agreement.end': on('operation-agreement', 'x'),
  'operator-agreement.order': on('operator-correction', 'c'),
  'operator-agreement.suspend': on('operator-correction', 'x'),
  'developer.evaluate': on('developer-evaluation', 'c'),
  'developer.measure': by(on('developer-exit', 'c'), 'F1a Art.23', 'operator', 'county-authority'),
  'developer.exit': on('developer-exit', 'x'),
  'developer.read': on('developer-exit', 'v'),
  'operator-selection.open': by(on('operator-selection', 'c'), 'F1a Art.6', 'data-authority', 'sector-authority'),
  'operator-selection.apply': always(by(on('operator-selection', 'c'), 'F1b §三(四)1', 'operator')),
  'operator-selection.score': on('operator-selection', 'o'),
  'operator-selection.decide': on('operator-selection', 'r'),
  'operator-selection.read': on('operator-selection', 'v'),
  'developer-call.open': on('developer-call', 'p'),
  'developer-call.apply': always(by(on('developer-call', 'c'), 'F1b §三(四)2(2)', 'developer')),
  'developer-call.score': on('developer-call', 'o'),
  'developer-call.decide': on('developer-call', 'r'),
  'developer-call.read': on('developer-call', 'v'),
  'notice.publish': on('disclosure', 'p'),
  'notice.answer': on('disclosure', 'c'),
  'grant.read': on('grant', 'v'),
  'grant.revoke': on('grant', 'x'),
  'grant.consent': on('grant', 's'),

  'gate.explain': on('gate-passage', 'c'),
  'gate.run': on('gate-passage', 'c'),
  'gate.read': on('gate-passage', 'v'),
  'gate.review': on('gate-passage', 'r'),
  // Who answers for the passage and who inspects it; the developer's own body is not told what it was caught at.
  'gate.supervise': by(
    on('gate-passage', 'v'),
    'F1b §八(一)1',
    'operator',
    'data-authority',
    'security-regulator',
    'inspection',
  ),

  'social-data.apply': on('social-data', 'c'),
  'social-data.edit': on('social-data', 'e'),
  'social-data.review': by(on('social-data', 'r'), 'F1a Art.13', 'operator'),
  'social-data.publish': on('social-data', 'p'),
  'social-data.import': on('social-data', 'c'),
  // What is public of it stands in the fusion catalogue.
  'social-data.read': ownFor(on('social-data', 'v'), 'developer', 'public'),

  'product.create': on('product-release', 'c'),
  'product.edit': on('product-release', 'e'),
  'product.freeze': on('product-release', 'c'),
  'product.apply': on('product-release', 'c'),
  'product.check': by(on('product-release', 'r'), 'F1a Art.14', 'operator'),
  'product.decide': on('product-release', 'r'),
  'product.list': on('product-release', 'p'),
  'product.price': on('price-and-fee', 'c'),
  'product.delist': on('product-release', 'x'),
  // What is public of a product stands in the product catalogue; its file is its developer's and its reviewers'.
  'product.read': ownFor(on('product-release', 'v'), 'developer', 'buyer', 'exchange', 'public'),
  'order.create': on('trade-and-order', 's'),
  'order.read': ownFor(on('trade-and-order', 'v'), 'developer', 'buyer'),
  'key.issue': on('trade-and-order', 's'),

  'sector-plan.submit': on('jurisdiction-profile', 'c'),
  'sector-plan.decide': by(on('jurisdiction-profile', 'p'), 'F2 §六(一)', 'data-authority'),
  'work-item.raise': on('task-plan-issue', 'c'),
  'work-item.decide': on('task-plan-issue', 'r'),
  'work-item.read': on('task-plan-issue', 'v'),
  'provider.list': by(on('compliance-review', 'c'), 'F2 §五(七)', 'data-authority', 'sector-authority'),
  'provider.review': by(on('workspace-and-job', 'r'), 'F1a Art.13', 'operator'),
  'provider.engage': by(on('workspace-and-job', 'x'), 'F1b §五(三)3', 'operator'),
  // The text names the one who leads, each another: whoever it names has some letter here, and none has the same.
  'duty.perform': by(
    on('operator-evaluation', 'v'),
    'F1b §八(四)',
    ...(['data-authority', 'sector-authority', 'operator', 'security-regulator', 'economic-regulator'] as const),
    'leading-group',
  ),
  'duty.read': on('operator-evaluation', 'v'),
  'violation.report': on('complaint', 'c'),
  'violation.decide': by(on('complaint', 'r'), 'F1a Art.7', 'data-authority', 'county-authority'),
  'violation.read': by(on('complaint', 'v'), 'F1a Art.7', 'data-authority', 'county-authority', 'inspection'),

  'evidence.read': on('evidence', 'v'),
  'evidence.export': on('evidence', 'v'),
  'overview.read': on('targets-and-metrics', 'v'),
  // Holidays are national; the authority that its limits bind enters them.
  'calendar.load': by(on('jurisdiction-profile', 'c'), '缺口 4.2 a', 'data-authority'),
  'clock.set': on('platform', 'c'),
  'body.create': always(on('body-person-role', 'c')),
  'body.review': on('body-person-role', 'r'),
  'body.read': on('body-person-role', 'v'),
  'person.create': always(on('body-person-role', 'c')),
  'membership.review': on('body-person-role', 'r'),
  'membership.end': on('body-person-role', 'r'),
  'profile.read': on('jurisdiction-profile', 'v'),
} as const satisfies Readonly<Record<string, ActRule>>;

export type Act = keyof typeof acts;

export const actNames = Object.keys(acts) as readonly Act[];

export function actRule(act: Act): ActRule {
  return acts[act];
}
