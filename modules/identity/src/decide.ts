import { allow, refuse, type Decision, type Reason } from '@sluice/kernel';
import type { ActorRef } from '@sluice/database';
import { actRule, type Act, type ActRule } from './acts.ts';
import type { BodyType } from './body.ts';
import { cellOf, type Letter } from './matrix.ts';
import type { Role } from './role.ts';

/** A person acting for a body in a role, in one jurisdiction: one active membership. Ids only, never a name. */
export interface Actor {
  readonly person: string;
  readonly body: string;
  readonly bodyType: BodyType;
  readonly role: Role;
  readonly jurisdiction: string;
  readonly membership: string;
  /** What keeps its body from acting in the role for now, whatever the matrix says; found when the session is looked up. */
  readonly standing?: Reason | undefined;
}

export interface Question {
  readonly actor: Actor;
  readonly act: Act;
  /** Jurisdiction that the object belongs to. */
  readonly objectJurisdiction: string;
  /** Body whose object it is; asked for by `e` (own draft) and by powers limited to `own`. */
  readonly ownerBody?: string | undefined;
  /** Person who opened the case, where the act decides it: nobody decides a case of their own (SEC-03). */
  readonly openedBy?: string | undefined;
  /** Limits of the cell that the use case has checked to hold, e.g. `as-provider`. */
  readonly meets?: readonly string[];
}

/** What a profile takes away from a cell: the reason, or nothing where the profile leaves it. It can never add. */
export type Narrowing = (asked: {
  readonly jurisdiction: string;
  readonly object: string;
  readonly role: Role;
  readonly letter: Letter;
}) => Reason | undefined;

export interface Policy {
  decide(question: Question): Decision;
}

export interface PolicyOptions {
  readonly narrow?: Narrowing;
  /** Told of every refusal: goes to the bounded security log (ORG-02). */
  readonly onRefusal?: (question: Question, reasons: readonly Reason[]) => void;
}

export const actorRef = (actor: Actor): ActorRef => ({
  kind: 'person',
  person: actor.person,
  body: actor.body,
  role: actor.role,
});

/**
 * The one decision function. Allowed answers name the membership and the cell that granted; refusals say why:
 * `policy.other-jurisdiction`, `policy.no-power`, `policy.not-this-role`, `policy.not-own`, `policy.own-case`,
 * `policy.limit-not-met`, what the profile took away, or what the body lacks to act in its role at all.
 */
export function createPolicy(options: PolicyOptions = {}): Policy {
  return {
    decide(question) {
      const decision = decideOne(question, options.narrow);
      if (!decision.allowed) options.onRefusal?.(question, decision.reasons);
      return decision;
    },
  };
}

function decideOne(question: Question, narrow: Narrowing | undefined): Decision {
  const { actor, act } = question;
  const rule = actRule(act);
  const params = { act, role: actor.role, object: rule.object };
  if (actor.jurisdiction !== question.objectJurisdiction && actor.role !== 'platform-administrator') {
    return refuse({ code: 'policy.other-jurisdiction', params });
  }
  const letter = grantingLetter(rule.object, actor.role, rule.letter);
  if (letter === undefined) return refuse({ code: 'policy.no-power', params: { ...params, letter: rule.letter } });
  if (rule.only !== undefined && !rule.only.includes(actor.role)) {
    return refuse({
      code: 'policy.not-this-role',
      params: { ...params, only: rule.only },
      ...(rule.clause ? { clause: rule.clause } : {}),
    });
  }
  const narrowed = narrow?.({
    jurisdiction: question.objectJurisdiction,
    object: rule.object,
    role: actor.role,
    letter: rule.letter,
  });
  if (narrowed !== undefined) return refuse(narrowed);
  if (rule.own?.includes(actor.role) && !isOwn(question)) return refuse({ code: 'policy.not-own', params: { act } });
  if (actor.standing !== undefined && !isOpenWithoutStanding(rule)) return refuse(actor.standing);
  const limited = limitRefusal(question, rule.object, rule.letter);
  if (limited !== undefined) return refuse(limited);
  return allow({ code: 'policy.granted', params: { ...params, membership: actor.membership, letter } });
}

/** Sight of a thing comes with every power over it: `v` is granted by any letter of the cell ("Blank: no access"). */
function grantingLetter(object: string, role: Role, letter: Letter): Letter | undefined {
  const { letters } = cellOf(object, role);
  if (letters.includes(letter)) return letter;
  return letter === 'v' ? letters[0] : undefined;
}

/** Reading goes on, but not of what comes out of the data; and what leads to standing again stays open. */
const isOpenWithoutStanding = (rule: ActRule): boolean =>
  rule.withoutStanding === true || (rule.letter === 'v' && !ofTheDomain.has(rule.object));

const ofTheDomain: ReadonlySet<string> = new Set(['gate-passage', 'workspace-and-job']);

/** Limits that a decision can check; other remarks in a cell (`consent`, `report`) say what the letter is for. */
const checkedLimits: ReadonlySet<string> = new Set(['as-provider', 'own', 'purpose']);

/** Where no owner is named the object is the asker's own: a list that is filtered by it, a thing not made yet. */
const isOwn = ({ actor, ownerBody }: Question): boolean => ownerBody === undefined || ownerBody === actor.body;

function limitRefusal(question: Question, object: string, letter: Letter): Reason | undefined {
  const { actor, act, openedBy } = question;
  if (letter === 'e' && !isOwn(question)) return { code: 'policy.not-own', params: { act } };
  if (openedBy !== undefined) {
    const own = notOwnCase(actor, openedBy);
    if (!own.allowed) return own.reasons[0];
  }
  const limit = cellOf(object, actor.role).limits.get(letter);
  if (limit === undefined || !checkedLimits.has(limit)) return undefined;
  if (limit === 'own') return isOwn(question) ? undefined : { code: 'policy.not-own', params: { act } };
  return question.meets?.includes(limit) ? undefined : { code: 'policy.limit-not-met', params: { act, limit } };
}

/** Nobody decides a case that he opened, whatever letters his body holds (SEC-03). Refusal: `policy.own-case`. */
export function notOwnCase(actor: { readonly person: string }, openedBy: string): Decision {
  return actor.person === openedBy ? refuse({ code: 'policy.own-case' }) : allow();
}

/** Whether a role sees all of a kind of object (it inspects, reviews or publishes) or its own and permitted part. */
export function seesAll(object: string, role: Role): boolean {
  const { letters } = cellOf(object, role);
  return letters.some((letter) => letter === 'i' || letter === 'r' || letter === 'p');
}
