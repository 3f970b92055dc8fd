import type { Authorization, SocialData } from '@sluice/authorization';
import type { Committed, Db } from '@sluice/database';
import type { FieldDefinition } from '@sluice/catalogue';
import { DomainError, isDomainError } from '@sluice/kernel';
import type { BatchView, Vault } from '@sluice/vault';
import type { Actor } from './ports.ts';

export interface SocialParts {
  readonly authorization: Pick<
    Authorization,
    | 'assertImportable'
    | 'assertReturnable'
    | 'reportSocialRefusal'
    | 'readSocial'
    | 'endingSocial'
    | 'leaveSocial'
    | 'removeSocial'
    | 'takeBackSocial'
  >;
  readonly vault: Pick<
    Vault,
    'receiveBatch' | 'processBatch' | 'endResource' | 'exportRecords' | 'currentEpoch' | 'epochsBeforeErasures'
  >;
  /** Data sets whose answers were about rows that an epoch chose; the gate knows. */
  readonly joining: (
    db: Db,
    epochId: string,
  ) => Promise<readonly { readonly resourceId: string; readonly epochId: string }[]>;
}

/**
 * The gate of imports (SOC-03): reviewed, published where the text asks for it, the very file by its digest, every record
 * as it was declared. Anything else is refused, and recorded with a report for the operator.
 * @throws DomainError as `assertImportable`; `vault.digest-differs`, `vault.structure-differs` and other refusals of the file
 */
export async function importSocialData(
  parts: SocialParts,
  db: Db,
  actor: Actor,
  file: { readonly id: string; readonly filename: string; readonly stream: AsyncIterable<Uint8Array> },
): Promise<Committed<SocialData>> {
  let evidence: Committed<SocialData>['evidence'] = [];
  try {
    const social = await parts.authorization.assertImportable(db, actor, file.id);
    const received = await parts.vault.receiveBatch({
      ...{ actor, filename: file.filename, stream: file.stream, mode: 'full', strict: true },
      act: 'social-data.import',
      resource: gathered(social),
      route: { via: 'authority', redirected: false },
      expected: { sha256: social.sha256, ...(social.records === null ? {} : { records: social.records }) },
    });
    evidence = received.evidence;
    assertTaken(await parts.vault.processBatch(received.data.id));
  } catch (error) {
    // Whoever asks for what is not his learns nothing, and what failed by itself is no fault of the file.
    if (isDomainError(error) && TURNED_AWAY.has(error.kind)) {
      const found = error.params?.['found'];
      const sha256 = typeof found === 'string' ? found : undefined;
      await parts.authorization.reportSocialRefusal(actor, file.id, { code: error.code, sha256 });
    }
    throw error;
  }
  return { value: await parts.authorization.readSocial(db, actor, file.id), evidence };
}

const TURNED_AWAY: ReadonlySet<string> = new Set(['invalid', 'conflict', 'precondition']);

const gathered = (social: SocialData) => ({
  ...{ id: social.id, jurisdiction: social.jurisdiction, ownerId: social.developer },
  origin: { kind: 'social-data', id: social.id },
  fields: social.fields as readonly unknown[] as readonly FieldDefinition[],
});

function assertTaken(batch: BatchView): void {
  if (batch.state === 'sealed') return;
  const { code, params = {} } = batch.refusal ?? { code: 'vault.structure-differs' };
  throw new DomainError(code, 'invalid', params);
}

/** Its owner has the records back, as its terms say; once it is through, they are removed here (SOC-04). */
export async function* returnSocialData(parts: SocialParts, db: Db, actor: Actor, id: string): AsyncGenerator<string> {
  const social = await parts.authorization.assertReturnable(db, actor, id);
  const names = social.fields.map((field) => field.name);
  yield* parts.vault.exportRecords(id, names);
  await parts.authorization.takeBackSocial(actor, id);
}

/**
 * What was brought in for a grant that has ended, or whose approval was withdrawn, is out of use at once and then removed:
 * when its owner has it back, where those are its terms, and as soon as nothing is weighed beside answers that it chose the
 * rows of any more, that is with the next version of the granted tables that it was joined to.
 * @returns how many were removed
 */
export async function sweepEndedSocialData(parts: SocialParts, db: Db): Promise<number> {
  let removed = 0;
  for (const ending of await parts.authorization.endingSocial(db)) {
    const { value: social, evidence } = await parts.authorization.leaveSocial(ending.id);
    if (social.exit === 'return' && !social.takenBack) continue;
    if (social.epochId !== null && (await isWeighedBeside(parts, db, social.epochId))) continue;
    const groundEntry = evidence[0]?.entryId ?? social.endGround ?? 'grant-ended';
    const { id, jurisdiction } = social;
    const ground = social.endGround === 'grant-ended' ? ('grant-ended' as const) : ('end-of-use' as const);
    await parts.vault.endResource({ id, jurisdiction, ground, groundEntry });
    await parts.authorization.removeSocial(id);
    removed += 1;
  }
  return removed;
}

async function isWeighedBeside(parts: SocialParts, db: Db, epochId: string): Promise<boolean> {
  for (const one of await parts.joining(db, epochId)) {
    const current = await parts.vault.currentEpoch(db, one.resourceId);
    if (!current) continue;
    if (current.id === one.epochId) return true;
    if ((await parts.vault.epochsBeforeErasures(db, current.id)).includes(one.epochId)) return true;
  }
  return false;
}
