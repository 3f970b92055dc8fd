import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { CatalogueContext } from './catalogue-context.ts';
import { nextNumber } from './store.ts';

const NUMBER_DIGITS = 6;

/**
 * Identifier of an entry: the provider's code, a slash, a number that the provider uses once
 * (政务信息资源目录编制指南: code of the classified provider, then a sequence number). The provider's code is the unified
 * credit code; a body without one, an individual, counts under its division.
 */
export async function resourceCode(context: CatalogueContext, tx: Tx, ownerId: string): Promise<string> {
  const owner = await context.bodies.find(tx, ownerId);
  if (!owner) throw new DomainError('catalogue.owner-unknown', 'precondition', { body: ownerId });
  const prefix = owner.creditCode ?? owner.divisionCode;
  const number = await nextNumber(tx, prefix);
  return `${prefix}/${String(number).padStart(NUMBER_DIGITS, '0')}`;
}
