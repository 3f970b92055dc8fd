import type { CaseActor } from '@sluice/cases';
import type { Db } from '@sluice/database';
import type { Context } from '../context.ts';
import { totalOf } from './candidate.ts';
import { readSelection, type Candidate, type Selection } from './selection-store.ts';

export interface CandidateView {
  readonly id: string;
  readonly body: string;
  readonly submittedAt: string;
  readonly state: Candidate['state'];
  readonly reasons: { readonly code: string; readonly path: string }[];
  readonly proofs: { readonly id: string; readonly reference: string; readonly expiresOn: string | null }[];
  readonly total: number;
  readonly scores: { readonly reviewer: string; readonly points: Readonly<Record<string, number>> }[];
}

export interface SelectionView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly kind: Selection['kind'];
  readonly title: string;
  readonly conditions: string;
  readonly field: string | null;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly state: Selection['state'];
  readonly mandate: string | null;
  readonly minutes: string | null;
  readonly reasons: string[];
  readonly noticeId: string | null;
  readonly profile: { readonly id: string; readonly version: string };
  /** All for whoever conducts it; of a candidate only the own one. */
  readonly candidates: CandidateView[];
}

/** A selection as a reader may see it: what is announced is everybody's, the rest is for those who conduct it. */
export function selectionView(selection: Selection, seen: (candidate: Candidate) => boolean): SelectionView {
  const { id, jurisdiction, kind, title, conditions, field, state, mandate, minutes, noticeId, profile } = selection;
  return {
    ...{ id, jurisdiction, kind, title, conditions, field, state, mandate, minutes, noticeId, profile },
    opensAt: selection.opensAt.toISOString(),
    closesAt: selection.closesAt.toISOString(),
    reasons: [...selection.reasons],
    candidates: selection.candidates.filter(seen).map((one) => ({
      id: one.id,
      body: one.body,
      submittedAt: one.submittedAt.toISOString(),
      state: one.state,
      reasons: one.reasons.map(({ code, path }) => ({ code, path })),
      proofs: one.proofs.map((proof) => ({
        id: proof.id,
        reference: proof.reference,
        expiresOn: proof.expiresOn ?? null,
      })),
      total: totalOf(one.scores),
      scores: one.scores.map(({ reviewer, points }) => ({ reviewer, points })),
    })),
  };
}

export async function describeSelection(
  context: Context,
  db: Db,
  id: string,
  actor: CaseActor,
): Promise<SelectionView> {
  const selection = await readSelection(db, id);
  const prefix = selection.kind === 'operator' ? 'operator-selection' : 'developer-call';
  const conducts = ['decide', 'score'].some(
    (act) =>
      context.policy.decide({ actor, act: `${prefix}.${act}`, objectJurisdiction: selection.jurisdiction }).allowed,
  );
  return selectionView(selection, (candidate) => conducts || candidate.body === actor.body);
}
