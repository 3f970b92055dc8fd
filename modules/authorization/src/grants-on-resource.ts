import type { Db } from '@sluice/database';
import type { Context } from './context.ts';
import { grantView, type GrantView } from './describe-grant.ts';
import { grantsNaming } from './grant-store.ts';

/** Grants that name a resource, newest first; asked by whoever checked that the reader may know. */
export async function grantsOnResource(context: Context, db: Db, resourceId: string): Promise<readonly GrantView[]> {
  const now = context.clock.now();
  return (await grantsNaming(db, resourceId)).map((grant) => grantView(grant, now));
}
