import type { Db } from '@sluice/database';
import type { CheckFinding, ProductDossier, ReleaseView } from './product.ts';
import type { ProductOptions, ReviewView } from './product-context.ts';
import {
  readFindings,
  readReleases,
  readStateChanges,
  type FindingRow,
  type ProductRow,
  type ReleaseRow,
} from './store.ts';

/** Everything on products that their developer and their reviewers see. */
export type Dossier = ProductDossier & { readonly review: ReviewView | null };

export async function describeProducts(
  context: ProductOptions,
  db: Db,
  rows: readonly ProductRow[],
): Promise<readonly Dossier[]> {
  const ids = rows.map((row) => row.id);
  const findings = await readFindings(db, ids);
  const changes = await readStateChanges(db, ids);
  const releases = await readReleases(
    db,
    rows.flatMap((row) => row.release_id ?? []),
  );
  const caseIds = rows.flatMap((row) => row.case_id ?? []);
  const cases = caseIds.length > 0 ? await context.cases.describeCases(db, caseIds) : [];
  return rows.map((row) => {
    const release = releases.find((one) => one.id === row.release_id);
    return {
      id: row.id,
      jurisdiction: row.jurisdiction,
      grantId: row.grant_id,
      developer: row.developer,
      form: row.form,
      title: row.title,
      description: row.description,
      value: row.value,
      sql: row.sql,
      parameters: row.parameters,
      state: row.state,
      sourceStatement: row.edited_sources ?? release?.sources ?? [],
      ...(release ? { release: viewRelease(release) } : {}),
      round: row.round,
      checks: findings.filter((one) => one.product_id === row.id && one.round === row.round).map(viewFinding),
      review: cases.find((one) => one.id === row.case_id) ?? null,
      reasons: row.reasons,
      history: changes
        .filter((change) => change.product_id === row.id)
        .map((change) => ({
          ...(change.from_state ? { from: change.from_state } : {}),
          to: change.to_state,
          at: change.changed_at.toISOString(),
          ...(change.ground ? { ground: change.ground } : {}),
        })),
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
    };
  });
}

export async function describeProduct(context: ProductOptions, db: Db, row: ProductRow): Promise<Dossier> {
  const [dossier] = await describeProducts(context, db, [row]);
  if (!dossier) throw new Error('one row gives one dossier');
  return dossier;
}

export function viewRelease(row: ReleaseRow): ReleaseView {
  return {
    id: row.id,
    version: row.version,
    freezeId: row.freeze_id,
    epochIds: row.epochs.map((epoch) => epoch.epochId),
    columns: row.columns,
    answers: row.answers,
    rows: row.rows,
    irDigest: row.ir_digest,
    cubeDigest: row.cube_digest,
    at: row.released_at.toISOString(),
  };
}

function viewFinding(row: FindingRow): CheckFinding {
  return {
    check: row.check_name,
    by: row.found_by,
    role: row.role,
    outcome: row.outcome,
    ...(row.finding === null ? {} : { finding: row.finding }),
    ...(row.measure === null ? {} : { measure: row.measure }),
    reasons: row.reasons,
    at: row.found_at.toISOString(),
  };
}
