import type { CivilDate, Issue } from '@sluice/kernel';
import type { Profile } from '@sluice/profile';
import type { Partner } from '../standing/standing.ts';
import { lastDayOfTerm } from '../term.ts';

export type SelectionKind = 'operator' | 'developer';

/** Evidence of one condition; the paper itself is kept by whoever conducts the selection, under its reference. */
export interface Proof {
  readonly id: string;
  readonly reference: string;
  readonly expiresOn?: CivilDate | undefined;
}

/** What a candidate states besides, and answers for. */
export interface Statements {
  readonly lastMajorIncidentOn?: CivilDate | undefined;
  readonly mlpsLevel?: number | undefined;
  readonly mlpsExpiresOn?: CivilDate | undefined;
  readonly cryptoExpiresOn?: CivilDate | undefined;
  /** What a partner brings and its share, where the text has partners (DEV-06). */
  readonly partner?: Partner | undefined;
}

export interface Application {
  readonly proofs: readonly Proof[];
  readonly statements: Statements;
}

/**
 * What keeps a candidate from being chosen on a date, by the profile: each with the clause.
 * Codes: `candidate.proof-missing`, `candidate.proof-undated`, `candidate.proof-expired`, `candidate.incident`,
 * `candidate.mlps-level`, `candidate.mlps-expired`, `candidate.crypto-expired`, `candidate.listed`.
 */
export function checkCandidate(
  profile: Profile,
  kind: SelectionKind,
  { proofs, statements }: Application,
  listed: readonly string[],
  on: CivilDate,
): readonly Issue[] {
  const asked = kind === 'operator' ? profile.operator.proofs : profile.developer.proofs;
  const issues: Issue[] = asked.value.flatMap((proof): Issue[] => {
    const given = proofs.find((one) => one.id === proof.id && one.reference.trim() !== '');
    const fault = (code: string): Issue[] => [
      { code, path: `proofs.${proof.id}`, params: { proof: proof.id, clause: asked.clause } },
    ];
    if (!given) return fault('candidate.proof-missing');
    if (!proof.expires) return [];
    if (given.expiresOn === undefined) return fault('candidate.proof-undated');
    return given.expiresOn < on ? fault('candidate.proof-expired') : [];
  });
  return kind === 'operator'
    ? [...issues, ...operatorFaults(profile, statements, on)]
    : [...issues, ...developerFaults(profile, statements, listed)];
}

function operatorFaults(profile: Profile, statements: Statements, on: CivilDate): readonly Issue[] {
  const { incident_free_months: free } = profile.operator;
  const { mlps_min_level: level, crypto_assessment: crypto } = profile.security;
  const { lastMajorIncidentOn: incident, mlpsLevel = 0, mlpsExpiresOn, cryptoExpiresOn } = statements;
  const fault = (code: string, path: string, clause: string): Issue => ({
    code,
    path: `statements.${path}`,
    params: { clause },
  });
  const recent = free.value !== null && incident !== undefined && on <= lastDayOfTerm(incident, free.value);
  return [
    ...(recent ? [fault('candidate.incident', 'lastMajorIncidentOn', free.clause)] : []),
    ...(mlpsLevel < level.value ? [fault('candidate.mlps-level', 'mlpsLevel', level.clause)] : []),
    ...(level.value > 0 && (mlpsExpiresOn ?? '') < on
      ? [fault('candidate.mlps-expired', 'mlpsExpiresOn', level.clause)]
      : []),
    ...(crypto.value && (cryptoExpiresOn ?? '') < on
      ? [fault('candidate.crypto-expired', 'cryptoExpiresOn', crypto.clause)]
      : []),
  ];
}

function developerFaults(profile: Profile, statements: Statements, listed: readonly string[]): readonly Issue[] {
  const { exclusion_lists: lists, proofs } = profile.developer;
  const never = proofs.value.some((proof) => proof.id === 'no_major_incident');
  return [
    ...(never && statements.lastMajorIncidentOn !== undefined
      ? [{ code: 'candidate.incident', path: 'statements.lastMajorIncidentOn', params: { clause: proofs.clause } }]
      : []),
    ...lists.value
      .filter((list) => listed.includes(list.id))
      .map((list) => ({ code: 'candidate.listed', path: 'lists', params: { list: list.id, clause: lists.clause } })),
  ];
}

/** Sum of the points of every reviewer: the ranking is nothing but this. */
export const totalOf = (scores: readonly { readonly points: Readonly<Record<string, number>> }[]): number =>
  scores.reduce((sum, score) => sum + Object.values(score.points).reduce((all, points) => all + points, 0), 0);
