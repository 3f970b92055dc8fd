import { DomainError } from '@sluice/kernel';
import type { Price } from './price.ts';
import type { ListingState } from './tables.ts';

export type CellValue = string | number | boolean | null;

export interface ServedAnswer {
  /** Canonical JSON of the rows, as released. */
  readonly rows: string;
  readonly rowCount: number;
  readonly digest: string;
}

/** A released cube in memory, as calls look it up. */
export interface ServedCube {
  readonly releaseId: string;
  readonly freezeId: string;
  readonly grantId: string;
  readonly epochIds: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly domain: readonly { readonly name: string; readonly values: readonly CellValue[] }[];
  /** By the JSON text of the parameter values in the order of `domain`. Combinations without a released row are absent. */
  readonly answers: ReadonlyMap<string, ServedAnswer>;
}

/** All that a call needs, read together under one version of the listing. */
export interface ServedProduct {
  readonly productId: string;
  readonly jurisdiction: string;
  readonly ruleVersion: string;
  readonly version: number;
  readonly state: 'prepared' | ListingState;
  readonly ground: string | null;
  readonly closesAt: number;
  readonly prices: readonly Price[];
  readonly cube: ServedCube;
  readonly domains: readonly ReadonlySet<CellValue>[];
  /** Rough size in memory. */
  readonly bytes: number;
}

/** Answer of a combination whose rows are all withheld, or that has none: the two look the same (R10). */
export const emptyAnswer = (digest: string): ServedAnswer => ({ rows: '[]', rowCount: 0, digest });

/**
 * Key of the asked combination.
 * @throws DomainError `trading.unknown-parameter`, `trading.missing-parameter`, `trading.outside-domain` (invalid), each
 * naming parameters, never values
 */
export function lookupKey(product: ServedProduct, parameters: Readonly<Record<string, CellValue>>): string {
  const { domain } = product.cube;
  const given = Object.keys(parameters);
  const unknown = given.filter((name) => !domain.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new DomainError('trading.unknown-parameter', 'invalid', { known: domain.map((one) => one.name) });
  const values = domain.map((one, i) => {
    const value = parameters[one.name];
    if (value === undefined) throw new DomainError('trading.missing-parameter', 'invalid', { parameter: one.name });
    if (product.domains[i]?.has(value) !== true)
      throw new DomainError('trading.outside-domain', 'invalid', { parameter: one.name });
    return value;
  });
  return JSON.stringify(values);
}

/** @throws DomainError `trading.service-stopped` (precondition) with state and ground, so that a caller reads why */
export function assertServing(product: ServedProduct, at: Date): void {
  if (product.state !== 'listed')
    throw new DomainError('trading.service-stopped', 'precondition', {
      state: product.state,
      ground: product.ground ?? '',
    });
  if (at.getTime() >= product.closesAt)
    throw new DomainError('trading.service-stopped', 'precondition', { state: 'suspended', ground: 'grant-ended' });
}
