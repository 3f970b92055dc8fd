import type { Condition } from '@sluice/profile';
import type { Facts } from './case-record.ts';

/** Answers a chain's condition from the facts of a case. An absent fact is in no list and differs from any present one. */
export function evaluateCondition(condition: Condition, facts: Facts): boolean {
  if ('present' in condition) return facts[condition.present] !== undefined;
  if ('fact' in condition) return condition.in.includes(facts[condition.fact] ?? '');
  if ('differ' in condition) return facts[condition.differ[0]] !== facts[condition.differ[1]];
  if ('all' in condition) return condition.all.every((part) => evaluateCondition(part, facts));
  if ('any' in condition) return condition.any.some((part) => evaluateCondition(part, facts));
  return !evaluateCondition(condition.not, facts);
}
