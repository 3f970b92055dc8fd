import type { Reason } from '@sluice/kernel';
import { definitionOf, ofRound, type CaseRecord, type Outcome, type StepRecord } from './case-record.ts';

/**
 * What a panel's votes allow: nothing below the quorum, then what the majority says; to send a case back is no decision.
 * Codes: `case.panel-below-quorum`, `case.panel-against`, `case.panel-for`.
 */
export function checkPanel(file: CaseRecord, step: StepRecord, outcome: Outcome): readonly Reason[] {
  const { panel, clause } = definitionOf(file, step);
  if (!panel || outcome === 'return') return [];
  const votes = ofRound(file.votes, step);
  if (votes.length < panel.quorum)
    return [{ code: 'case.panel-below-quorum', params: { votes: votes.length, quorum: panel.quorum }, clause }];
  const passes = hasMajority(votes.filter((vote) => vote.outcome === 'pass').length, votes.length, panel.majority);
  if (outcome === 'pass' && !passes) return [{ code: 'case.panel-against', clause }];
  if (outcome === 'fail' && passes) return [{ code: 'case.panel-for', clause }];
  return [];
}

const hasMajority = (pass: number, all: number, majority: 'simple' | 'two_thirds'): boolean =>
  majority === 'simple' ? pass * 2 > all : pass * 3 >= all * 2;

/** A step passes when everyone who was asked has signed, and no joint signer is against it. */
export function checkSigners(file: CaseRecord, step: StepRecord, outcome: Outcome): readonly Reason[] {
  if (outcome === 'return') return [];
  const signers = ofRound(file.signers, step);
  const silent = signers.filter((signer) => signer.outcome === null).map((signer) => signer.body);
  const against = signers.filter((signer) => signer.mode === 'joint' && signer.outcome === 'fail');
  return [
    ...(silent.length > 0 ? [{ code: 'case.signature-missing', params: { bodies: silent } }] : []),
    ...(outcome === 'pass' && against.length > 0
      ? [{ code: 'case.joint-signer-against', params: { bodies: against.map((signer) => signer.body) } }]
      : []),
  ];
}
