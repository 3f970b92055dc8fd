import { describe, expect, it } from 'vitest';
import type { Chain, ChainStep } from './chain-schema.ts';
import { checkChain } from './check-chain.ts';

const step = (id: string, over: Partial<ChainStep> = {}): ChainStep => ({
  id,
  title: id,
  title_en: id,
  kind: 'decision',
  actor: 'data-authority',
  limit: 'review_step',
  aspects: [],
  on: { pass: 'approved', fail: 'refused', return: 'supplement' },
  clause: 'x',
  ...over,
});
const chain = (...steps: ChainStep[]): Chain => ({ proposer: 'developer', steps });
const codes = (of: Chain) => checkChain(of, 'chain').map((issue) => `${issue.code} ${issue.path}`);
const on = (pass: string, fail = 'refused') => ({ pass, fail, return: 'supplement' });

describe('checkChain', () => {
  it('accepts a chain that ends in a decision', () => {
    expect(codes(chain(step('a', { kind: 'review', actor: 'operator', on: on('next') }), step('b')))).toEqual([]);
  });

  it('finds a step after which nothing comes', () => {
    expect(codes(chain(step('a', { on: on('next') })))).toEqual(['profile.dead-end chain.steps.a']);
  });

  it('finds two steps that only lead to each other', () => {
    expect(codes(chain(step('a', { on: on('b') }), step('b', { on: on('a') })))).toContain(
      'profile.dead-end chain.steps.a',
    );
  });

  it('finds a step that is never reached', () => {
    expect(codes(chain(step('a'), step('b')))).toEqual(['profile.unreachable-step chain.steps.b']);
  });

  it('refuses a proposer who acts on his own case', () => {
    expect(codes(chain(step('a', { actor: 'developer' })))).toEqual(['profile.proposer-decides chain.steps.a']);
  });

  it('refuses an approval that nobody decides, or that a skipped step would decide', () => {
    expect(codes(chain(step('a', { kind: 'opinion' })))).toEqual(['profile.undecided-approval chain.steps.a']);
    expect(codes(chain(step('a', { when: { present: 'lead' } })))).toEqual([
      'profile.undecided-approval chain.steps.a',
    ]);
    expect(codes(chain(step('a', { on: on('approved', 'approved') })))).toEqual([
      'profile.failure-approves chain.steps.a',
    ]);
  });

  it('names an unknown target and a step that stands twice', () => {
    expect(codes(chain(step('a', { on: on('elsewhere') })))).toContain('profile.unknown-target chain.steps.a.on.pass');
    expect(codes(chain(step('a'), step('a')))).toContain('profile.double-step chain');
  });
});
