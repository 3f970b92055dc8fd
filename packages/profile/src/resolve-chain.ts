import type { Chain, ChainStep } from './chain-schema.ts';
import type { Profile } from './profile-schema.ts';

/** A step with its limit as a number: the form in which a case keeps its chain from opening to end. */
export interface ResolvedStep extends Omit<ChainStep, 'limit'> {
  readonly limit: { readonly working_days: number; readonly clause: string };
}

export interface ResolvedChain {
  readonly proposer: Chain['proposer'];
  readonly steps: readonly ResolvedStep[];
  readonly supplement_working_days: number;
  readonly yellow_working_days: number;
  /** Working days in which the proposer may speak before a refusal; without it a refusal needs no hearing. */
  readonly comment_working_days?: number;
  /** Working days after a refusal in which another handler can be asked to examine again. */
  readonly objection_working_days?: number;
  /** Role that hears of steps left without a reason. */
  readonly neglect_reported_to: Chain['proposer'];
}

/** Puts the profile's limits into a chain. */
export function resolveChain(profile: Profile, chain: Chain): ResolvedChain {
  return {
    proposer: chain.proposer,
    steps: chain.steps.map((step) => {
      const limit = profile.limits[step.limit];
      return { ...step, limit: { working_days: limit.value, clause: limit.clause } };
    }),
    supplement_working_days: profile.limits.supplement.value,
    yellow_working_days: profile.warning.yellow_working_days.value,
    ...(profile.appeal.comment_before_refusal.value
      ? { comment_working_days: profile.appeal.comment_working_days.value }
      : {}),
    ...(profile.appeal.re_examination.value ? { objection_working_days: profile.limits.objection.value } : {}),
    neglect_reported_to: profile.neglect.reported_to.value,
  };
}
