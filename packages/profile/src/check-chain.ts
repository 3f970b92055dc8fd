import type { Issue } from '@sluice/kernel';
import type { Chain, ChainStep } from './chain-schema.ts';

const ENDS = new Set(['approved', 'refused']);
const deciding = (step: ChainStep): boolean => step.kind === 'verification' || step.kind === 'decision';

/**
 * What a schema cannot say about a chain: every step is reached and leads to an approval, an approval is always
 * decided, and the one who proposes decides nothing.
 * Codes: `profile.double-step`, `profile.unknown-target`, `profile.dead-end`, `profile.unreachable-step`,
 * `profile.cycle`, `profile.proposer-decides`, `profile.undecided-approval`,
 * `profile.failure-approves`, `profile.silence-decides`.
 */
export function checkChain(chain: Chain, path: string): readonly Issue[] {
  const issues: Issue[] = [];
  const at = (step: ChainStep) => `${path}.steps.${step.id}`;
  const byId = new Map(chain.steps.map((step) => [step.id, step]));
  if (byId.size < chain.steps.length) issues.push({ code: 'profile.double-step', path });
  for (const step of chain.steps) {
    issues.push(...checkStep(chain, step, byId, at(step)));
  }
  if (issues.length > 0) return issues;
  const cycle = findCycle(chain);
  if (cycle) issues.push(cycleIssue(cycle, at));
  const reached = reachFrom(chain, firstSteps(chain, 0), byId);
  for (const step of chain.steps) {
    if (!reached.has(step.id)) issues.push({ code: 'profile.unreachable-step', path: at(step) });
    else if (!leadsToApproval(chain, step, byId)) issues.push({ code: 'profile.dead-end', path: at(step) });
  }
  const last = chain.steps.at(-1);
  if (last?.when) issues.push({ code: 'profile.undecided-approval', path: at(last) });
  return issues;
}

function checkStep(chain: Chain, step: ChainStep, byId: ReadonlyMap<string, ChainStep>, path: string): Issue[] {
  const issues: Issue[] = [];
  for (const [outcome, target] of Object.entries(step.on)) {
    const known = target === 'next' || target === 'supplement' || ENDS.has(target) || byId.has(target);
    if (!known)
      issues.push({
        code: 'profile.unknown-target',
        path: `${path}.on.${outcome}`,
        params: { target },
      });
  }
  if (step.on.fail === 'approved' || step.on.return === 'approved')
    issues.push({ code: 'profile.failure-approves', path });
  if (step.on.pass === 'approved' && !deciding(step)) issues.push({ code: 'profile.undecided-approval', path });
  if (step.on.pass === 'supplement' || step.on.pass === 'refused') issues.push({ code: 'profile.dead-end', path });
  // Silence moves a case along, but never ends it.
  if (step.deemed && (ENDS.has(step.on[step.deemed]) || step.on[step.deemed] === 'supplement'))
    issues.push({ code: 'profile.silence-decides', path });
  if (step.actor === chain.proposer || step.panel?.members === chain.proposer)
    issues.push({ code: 'profile.proposer-decides', path, params: { role: chain.proposer } });
  return issues;
}

/** The steps that can come first from a position: conditional ones may be skipped. */
function firstSteps(chain: Chain, from: number): string[] {
  const ids: string[] = [];
  for (const step of chain.steps.slice(from)) {
    ids.push(step.id);
    if (!step.when) break;
  }
  return ids;
}

function targetsOf(chain: Chain, step: ChainStep, target: string): string[] {
  if (target === 'next') return firstSteps(chain, chain.steps.indexOf(step) + 1);
  return chain.steps.some((other) => other.id === target)
    ? firstSteps(
        chain,
        chain.steps.findIndex((other) => other.id === target),
      )
    : [];
}

function reachFrom(chain: Chain, start: readonly string[], byId: ReadonlyMap<string, ChainStep>): Set<string> {
  const reached = new Set<string>();
  const queue = [...start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = byId.get(id);
    if (!step || reached.has(id)) continue;
    reached.add(id);
    for (const target of Object.values(step.on)) queue.push(...targetsOf(chain, step, target));
  }
  return reached;
}

const cycleIssue = (cycle: readonly ChainStep[], at: (step: ChainStep) => string): Issue => ({
  code: 'profile.cycle',
  path: at(cycle[0] as ChainStep),
  params: { steps: cycle.map((step) => step.id) },
});

/** Steps that come round again although each is passed; to go back is what `return` is for. */
function findCycle(chain: Chain): readonly ChainStep[] | undefined {
  for (const start of chain.steps) {
    const back = chain.steps.find((step) => step.id === start.on.pass);
    if (!back) continue;
    const [from, to] = [chain.steps.indexOf(back), chain.steps.indexOf(start)];
    if (from <= to) return chain.steps.slice(from, to + 1);
  }
  return undefined;
}

function leadsToApproval(chain: Chain, start: ChainStep, byId: ReadonlyMap<string, ChainStep>): boolean {
  const seen = new Set<string>();
  const queue = [start];
  for (let step = queue.pop(); step; step = queue.pop()) {
    if (seen.has(step.id)) continue;
    seen.add(step.id);
    if (step.on.pass === 'approved') return true;
    queue.push(...targetsOf(chain, step, step.on.pass).flatMap((id) => byId.get(id) ?? []));
  }
  return false;
}
