import { expect, it } from 'vitest';
import { actNames, actRule } from './acts.ts';
import { expectedRoles } from './acts.expected.ts';
import { createPolicy, notOwnCase, type Actor, type Question } from './decide.ts';
import { matrix, parseCell, parseMatrix } from './matrix.ts';
import { matrixRoles, roles, type Role } from './role.ts';

const actor = (role: Role, jurisdiction = 'here'): Actor => ({
  person: 'person_1',
  body: 'body_1',
  bodyType: 'state-organ',
  role,
  jurisdiction,
  membership: 'member_1',
});

it('ORG-02 walks every cell: an act succeeds exactly for the roles of the paper, every other one is refused and reported', () => {
  const reported: string[] = [];
  const policy = createPolicy({
    onRefusal: (question, reasons) => reported.push(`${question.act} ${question.actor.role} ${reasons[0]?.code}`),
  });
  let allowed = 0;
  let refused = 0;
  for (const act of actNames) {
    const expected = (expectedRoles[act] ?? expect.fail(`no expectation for ${act}`)).split(' ');
    for (const [column, role] of Object.entries(matrixRoles)) {
      const decision = policy.decide({ actor: actor(role), act, objectJurisdiction: 'here' });
      expect([act, role, decision.allowed]).toEqual([act, role, expected.includes(column)]);
      if (decision.allowed) {
        allowed += 1;
        expect(decision.by[0]?.params).toMatchObject({ membership: 'member_1', object: actRule(act).object, role });
      } else {
        refused += 1;
        expect(reported.at(-1)).toContain(`${act} ${role}`);
      }
    }
  }
  expect(reported).toHaveLength(refused);
  expect(allowed + refused).toBe(actNames.length * 17);
  expect(Object.keys(expectedRoles).toSorted()).toEqual(actNames.toSorted());
});

it('ORG-02 refuses every act of every role on an object of another jurisdiction', () => {
  const policy = createPolicy();
  for (const act of actNames) {
    for (const role of Object.values(matrixRoles)) {
      const decision = policy.decide({ actor: actor(role), act, objectJurisdiction: 'elsewhere' });
      expect(decision.allowed ? 'allowed' : decision.reasons[0].code).toBe('policy.other-jurisdiction');
    }
  }
});

it('ORG-02 gives the administrator bodies, people and the clock, and no power over any case', () => {
  const policy = createPolicy();
  const may = actNames.filter(
    (act) => policy.decide({ actor: actor('platform-administrator'), act, objectJurisdiction: 'any' }).allowed,
  );
  expect(may.toSorted()).toEqual([
    'body.create',
    'body.read',
    'body.review',
    'clock.set',
    'log.delete',
    'membership.end',
    'membership.review',
    'person.create',
    'profile.read',
  ]);
  for (const role of roles.filter((one) => one !== 'platform-administrator')) {
    expect(policy.decide({ actor: actor(role), act: 'clock.set', objectJurisdiction: 'here' }).allowed).toBe(false);
  }
});

it('SVN-04 SVN-05 refuses a body without standing whatever its letters, but not to read, nor what leads to standing again', () => {
  const policy = createPolicy();
  const ask = (role: Role, act: Question['act']) =>
    policy.decide({
      ...{ actor: { ...actor(role), standing: { code: 'operator.suspended' } }, act },
      ...{ objectJurisdiction: 'here', ownerBody: 'body_1' },
    });
  for (const act of [
    'application.review',
    'product.list',
    'developer-call.open',
    'document.sign',
    'gate.read',
  ] as const)
    expect(ask('operator', act)).toMatchObject({ allowed: false, reasons: [{ code: 'operator.suspended' }] });
  for (const act of [
    'application.read',
    'operator-agreement.sign',
    'operator-selection.apply',
    'person.create',
  ] as const)
    expect([act, ask('operator', act).allowed]).toEqual([act, true]);
  for (const act of ['application.create', 'gate.run', 'product.freeze', 'key.issue'] as const)
    expect([act, ask('developer', act).allowed]).toEqual([act, false]);
  for (const act of ['developer-call.apply', 'grant.read', 'evidence.export'] as const)
    expect([act, ask('developer', act).allowed]).toEqual([act, true]);
});

it('ORG-02 lets a profile take a power away and never add one', () => {
  const reason = { code: 'profile.operator-decides', clause: 'Art.11' };
  const policy = createPolicy({
    narrow: ({ object, role, letter }) =>
      object === 'use-application' && role === 'data-authority' && letter === 'r' ? reason : undefined,
  });
  const ask = (role: Role): Question => ({ actor: actor(role), act: 'application.review', objectJurisdiction: 'here' });
  expect(policy.decide(ask('data-authority'))).toEqual({ allowed: false, reasons: [reason] });
  expect(policy.decide(ask('operator')).allowed).toBe(true);
  expect(policy.decide(ask('buyer')).allowed).toBe(false);
});

it('refuses a draft of another body, a case of one’s own, and evidence of others where the cell says own', () => {
  const policy = createPolicy();
  const base = { objectJurisdiction: 'here' };
  const code = (question: Question) => {
    const decision = policy.decide(question);
    return decision.allowed ? 'allowed' : decision.reasons[0].code;
  };
  expect(code({ ...base, actor: actor('source-agency'), act: 'resource.edit', ownerBody: 'body_2' })).toBe(
    'policy.not-own',
  );
  expect(code({ ...base, actor: actor('source-agency'), act: 'resource.edit', ownerBody: 'body_1' })).toBe('allowed');
  expect(code({ ...base, actor: actor('data-authority'), act: 'resource.review', openedBy: 'person_1' })).toBe(
    'policy.own-case',
  );
  expect(code({ ...base, actor: actor('data-authority'), act: 'resource.review', openedBy: 'person_2' })).toBe(
    'allowed',
  );
  expect(code({ ...base, actor: actor('buyer'), act: 'evidence.read', ownerBody: 'body_2' })).toBe('policy.not-own');
  expect(code({ ...base, actor: actor('inspection'), act: 'evidence.read', ownerBody: 'body_2' })).toBe('allowed');
  expect(notOwnCase({ person: 'a' }, 'a').allowed).toBe(false);
});

it('ORG-02 keeps what a body delivered, develops and buys from other bodies of its own role', () => {
  const policy = createPolicy();
  const allowed = (role: Role, act: Question['act'], ownerBody: string): boolean =>
    policy.decide({ actor: actor(role), act, objectJurisdiction: 'here', ownerBody }).allowed;
  const own = [
    ['source-agency', 'batch.upload'],
    ['source-agency', 'batch.read'],
    ['source-agency', 'quarantine.read'],
    ['custodian', 'quarantine.read'],
    ['developer', 'product.read'],
    ['buyer', 'product.read'],
    ['developer', 'order.read'],
    ['buyer', 'order.read'],
  ] as const;
  for (const [role, act] of own)
    expect([role, act, allowed(role, act, 'body_1'), allowed(role, act, 'body_2')]).toEqual([role, act, true, false]);
  // Whoever gathers, reviews or inspects sees those of all.
  expect(allowed('custodian', 'batch.upload', 'body_2')).toBe(true);
  expect(allowed('data-authority', 'batch.read', 'body_2')).toBe(true);
  expect(allowed('operator', 'product.read', 'body_2')).toBe(true);
  expect(allowed('inspection', 'order.read', 'body_2')).toBe(true);
});

it('ORG-02 has 46 objects and 17 roles in the matrix, each cell with known letters', () => {
  expect([...matrix.keys()].filter((object) => object !== 'platform')).toHaveLength(46);
  for (const act of actNames) expect(matrix.has(actRule(act).object)).toBe(true);
  expect(parseCell('cr(as-provider) +seal')).toEqual({
    letters: ['c', 'r'],
    limits: new Map([['r', 'as-provider']]),
    extra: ['seal'],
  });
  expect(() => parseCell('cq')).toThrow('permission matrix');
  expect(() => parseMatrix('object | DA\nthing | c | r')).toThrow('row thing');
  expect(() => parseMatrix('object | DA\nthing | c\nthing | c')).toThrow('stands twice');
  expect(() => parseMatrix('object | ZZ\nthing | c')).toThrow('column ZZ');
});
