import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Catalogue } from '@sluice/catalogue';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { SourceSurroundings } from '@sluice/vault';
import { gatheredResource } from './gathered-resource.ts';

const MEGABYTE = 1_048_576;
const SECOND_MS = 1_000;

/** The world around the sources: which addresses may be reached, where drop folders lie, whose a resource is. */
export function sourceSurroundings(
  db: Db,
  catalogue: Pick<Catalogue, 'gatheringTarget' | 'routeGathering'>,
  dataFolder: string,
): SourceSurroundings {
  return {
    reach: { allowedHosts: [] },
    dropRoot: join(dataFolder, 'drop'),
    http: {
      maxAnswerBytes: 64 * MEGABYTE,
      maxPages: 100_000,
      timeoutMs: 30 * SECOND_MS,
      tries: 4,
      pause: (tries) => wait(SECOND_MS * 2 ** tries),
    },
    resourceOf: async (id) => {
      const target = await catalogue.gatheringTarget(db, id);
      if (!target) throw new DomainError('resource.unknown', 'not-found', { id });
      return gatheredResource(target);
    },
    routeOf: (id) => catalogue.routeGathering(db, id, 'authority'),
  };
}
