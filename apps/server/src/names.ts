import type { Db } from '@sluice/database';
import { isDomainError } from '@sluice/kernel';

/** Looks up what a person would call a thing; null where it has no name. The caller decides who may know it. */
export type NameOf = (kind: string, id: string) => Promise<string | null>;

type Finder = (db: Db, id: string) => Promise<string | undefined>;

/** Names of things by their kind; a buyer is a body. */
export interface NameSources {
  readonly body: Finder;
  readonly person: Finder;
  readonly product: Finder;
  /** Scenario of a grant, as it is disclosed. */
  readonly grant: Finder;
  /** A release, by the product it was frozen for. */
  readonly freeze: Finder;
  /** An order, by what was ordered. */
  readonly order: Finder;
  readonly resource: Finder;
  /** A version of data, by its resource. */
  readonly epoch: Finder;
}

/** A thing that is gone, or was never there, has no name; that is no fault of who asks. */
export function createNames(db: Db, sources: NameSources): NameOf {
  const finders: Readonly<Record<string, Finder>> = { ...sources, buyer: sources.body };
  return async (kind, id) => {
    try {
      return (await finders[kind]?.(db, id)) ?? null;
    } catch (error) {
      if (isDomainError(error) && error.kind !== 'internal') return null;
      throw error;
    }
  };
}
