import { DomainError } from '@sluice/kernel';
import type { ProductState } from './product.ts';

/** Acts that move a product, with the states they may start from (requirements 3.14). */
const moves = {
  edit: { from: ['draft', 'frozen', 'returned'], to: 'draft' },
  freeze: { from: ['draft', 'frozen', 'returned'], to: 'frozen' },
  apply: { from: ['frozen'], to: 'checking' },
  return: { from: ['checking'], to: 'returned' },
  refuse: { from: ['checking'], to: 'refused' },
  approve: { from: ['checking'], to: 'approved' },
  list: { from: ['approved'], to: 'listed' },
  suspend: { from: ['listed'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'listed' },
  delist: { from: ['listed', 'suspended', 'approved'], to: 'delisted' },
} as const satisfies Record<string, { from: readonly ProductState[]; to: ProductState }>;

export type ProductMove = keyof typeof moves;

/** State after the act. @throws DomainError `product.wrong-state` (conflict) with the state and the act. */
export function moveState(state: ProductState, move: ProductMove): ProductState {
  const { from, to } = moves[move];
  if (!(from as readonly ProductState[]).includes(state))
    throw new DomainError('product.wrong-state', 'conflict', { state, act: move });
  return to;
}
