import type { Issue, Json } from '@sluice/kernel';
import type { Chain } from './chain-schema.ts';
import { checkChain } from './check-chain.ts';
import type { Profile } from './profile-schema.ts';
import type { Lineage } from './resolve-lineage.ts';

/**
 * What a schema cannot say of a whole profile: chains that lead somewhere and are decided by others than who proposes,
 * terms that do not outlast those they rest on, nor those of the level above.
 * Codes: those of `checkChain`, `profile.term-outlasts`, `profile.one-party`, `profile.operator-develops`,
 * `profile.invalid-value`.
 */
export function checkRules(profile: Profile, base: Lineage | undefined): readonly Issue[] {
  const chains: readonly (readonly [string, Chain])[] = [
    ['application.review_chain', profile.application.review_chain.value],
    ['product_review.chain', profile.product_review.chain.value],
  ];
  return [
    ...chains.flatMap(([path, chain]) => [...checkChain(chain, path), ...checkDevelops(profile, chain, path)]),
    ...checkTerms(profile),
    ...checkAbove(profile, base),
    ...checkDocuments(profile),
  ];
}

/** An operator that develops itself would have to decide its own case: nobody could act. */
function checkDevelops(profile: Profile, chain: Chain, path: string): Issue[] {
  if (!profile.operator.may_develop.value) return [];
  return chain.steps
    .filter((step) => step.actor === 'operator')
    .map((step) => ({ code: 'profile.operator-develops', path: `${path}.steps.${step.id}` }));
}

function checkTerms(profile: Profile): Issue[] {
  const issues: Issue[] = [];
  if (profile.valid_until < profile.effective_from) issues.push({ code: 'profile.invalid-value', path: 'valid_until' });
  const { operator, developer, grant } = profile.term;
  if (developer.max_months.value > operator.max_months.value)
    issues.push({ code: 'profile.term-outlasts', path: 'term.developer', params: { of: 'term.operator' } });
  if (grant.max_months.value > developer.max_months.value)
    issues.push({ code: 'profile.term-outlasts', path: 'term.grant', params: { of: 'term.developer' } });
  return issues;
}

/** A level gives no longer terms than the one above it allows. */
function checkAbove(profile: Profile, base: Lineage | undefined): Issue[] {
  const above = (base?.json as { term?: Record<string, { max_months?: { value?: Json } }> } | undefined)?.term;
  return (['operator', 'developer', 'grant'] as const).flatMap((term) => {
    const longest = above?.[term]?.max_months?.value;
    return typeof longest === 'number' && profile.term[term].max_months.value > longest
      ? [{ code: 'profile.term-outlasts', path: `term.${term}`, params: { of: 'inherits', months: longest } }]
      : [];
  });
}

function checkDocuments(profile: Profile): Issue[] {
  const { operation, documents } = profile.agreement;
  const all = [operation.value, ...documents.value];
  return all.flatMap((document, place) => {
    const path = place === 0 ? 'agreement.operation' : `agreement.documents.value.${place - 1}`;
    const ids = document.items.map((item) => item.id);
    return [
      ...(document.parties[0] === document.parties[1] ? [{ code: 'profile.one-party', path: `${path}.parties` }] : []),
      ...(new Set(ids).size < ids.length ? [{ code: 'profile.double-item', path: `${path}.items` }] : []),
    ];
  });
}
