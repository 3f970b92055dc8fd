import type { Committed, Db, Tx } from '@sluice/database';
import type { Diagnostic, FrozenCube as GateCube, GateService, GrantSnapshot, SqlValue } from '@sluice/gate';
import { DomainError } from '@sluice/kernel';
import type { Dossier, FreezeOrder, FrozenCube, Product } from '@sluice/product';
import type { Trading } from '@sluice/trading';
import { buildSnapshot, type SnapshotParts } from './build-snapshot.ts';
import { productGrant, type GrantParts } from './grant-facts.ts';
import { personRef, type Actor } from './ports.ts';
import { readLineage } from './read-lineage.ts';

export interface FreezeParts extends SnapshotParts, GrantParts {
  readonly authorization: SnapshotParts['authorization'] & GrantParts['authorization'];
  readonly gate: Pick<GateService, 'freezeCube'>;
  readonly product: Pick<Product, 'prepareFreeze' | 'storeFreeze' | 'dossier'>;
  readonly trading: Pick<Trading, 'changeEdition'>;
  /** Seals answers under the keys of the grant's workspace and of the epochs they come from; plain without it. */
  readonly sealWork?: (
    grantId: string,
    jurisdiction: string,
    epochIds: readonly string[],
  ) => Promise<(some: readonly string[]) => { seal(label: string, text: string): string }>;
  /** Told of a product in service whose answers have been replaced. */
  readonly onEdition: (productId: string) => void;
}

/**
 * Freezes a product: the gate enumerates the parameters' domain and releases the whole cube of answers jointly; gate,
 * product and, for a product in service, its listing change in one transaction. A cube of which nothing may leave is
 * entered by the gate like any other, and makes no product: it would be sold, and answer nothing.
 * @throws DomainError refusals of product and grant; `gate.refused` (invalid) with one issue per diagnostic, its path
 * `line:column`; `gate.nothing-released` (precondition); `gate.not-completed` (unavailable)
 */
export async function freezeProduct(
  parts: FreezeParts,
  db: Db,
  actor: Actor,
  productId: string,
): Promise<Committed<Dossier>> {
  const order = await parts.product.prepareFreeze(db, actor, productId);
  const grant = await productGrant(parts, db, order.grantId);
  const snapshot = await buildSnapshot(parts, db, actor, order.grantId);
  const inService = order.state === 'listed' || order.state === 'suspended';
  const sealers = await parts.sealWork?.(
    order.grantId,
    snapshot.jurisdiction,
    snapshot.tables.map((table) => table.epochId),
  );
  const outcome = await parts.gate.freezeCube({
    actor: personRef(actor),
    snapshot,
    sql: order.sql,
    parameters: order.parameters.map((parameter) => ({
      name: parameter.name,
      ...(parameter.values ? { values: parameter.values.filter((value): value is SqlValue => value !== null) } : {}),
    })),
    alsoWrite: async (tx: Tx, cube) => {
      if (isEmpty(cube)) return;
      const sealer = sealers?.(cube.epochIds);
      const releaseId = await parts.product.storeFreeze(tx, actor, order, grant, {
        ...frozenCube(cube, snapshot, order),
        ...(sealer ? { seal: (label: string, text: string) => sealer.seal(label, text) } : {}),
      });
      if (inService) await parts.trading.changeEdition(tx, actor, productId, releaseId);
    },
  });
  if (outcome.verdict === 'refused') throw refusal(outcome.diagnostics);
  if (isEmpty(outcome)) throw new DomainError('gate.nothing-released', 'precondition');
  if (inService) parts.onEdition(productId);
  return { value: await parts.product.dossier(db, actor, productId), evidence: outcome.evidence };
}

const isEmpty = (cube: Pick<GateCube, 'answers'>): boolean => cube.answers.every((answer) => answer.rows.length === 0);

function refusal(diagnostics: readonly Diagnostic[]): DomainError {
  return new DomainError(
    'gate.refused',
    'invalid',
    { rules: [...new Set(diagnostics.map((one) => one.rule))] },
    diagnostics.map((one) => ({ code: one.code, path: `${one.line}:${one.column}`, params: one.params })),
  );
}

/** The gate's cube as the product stores it, its parameters in the order in which the gate keyed the answers. */
function frozenCube(cube: Omit<GateCube, 'evidence'>, snapshot: GrantSnapshot, order: FreezeOrder): FrozenCube {
  return {
    freezeId: cube.releaseId,
    irDigest: cube.irDigest,
    ruleVersion: snapshot.ruleVersion,
    epochs: snapshot.tables
      .filter((table) => cube.epochIds.includes(table.epochId))
      .map(({ resourceId, epochId }) => ({ resourceId, epochId })),
    columns: cube.columns,
    domain: cube.parameters.map((parameter) => ({
      name: parameter.name,
      title: order.parameters.find((one) => one.name === parameter.name)?.title ?? parameter.name,
      values: parameter.values,
    })),
    lineage: [
      ...readLineage(cube.lineage),
      // What a parameter chooses decides which rows count, like a condition in the text.
      ...cube.parameters.map((parameter) => ({
        column: `:${parameter.name}`,
        kind: 'condition' as const,
        inputs: resourceOf(snapshot, parameter.table).map((resourceId) => ({
          resourceId,
          field: parameter.field,
          use: `filter:${parameter.level.name}`,
        })),
      })),
    ],
    answers: cube.answers.map((answer) => ({ parameters: answer.key, rows: answer.rows })),
  };
}

const resourceOf = (snapshot: GrantSnapshot, table: string): readonly string[] =>
  snapshot.tables.filter((one) => one.name === table).map((one) => one.resourceId);
