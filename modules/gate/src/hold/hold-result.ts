import type { Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import type { Release } from '../ir/relation.ts';
import type { CellValue, OutputColumn } from '../program-types.ts';
import { publish, questionOf } from '../release/question.ts';
import { dataSetOf } from '../release/support-family.ts';
import type { Decided } from '../release-jointly.ts';
import { actOf, epochsOf, sha256, type ActContext, type Sent } from '../write-acts.ts';
import type { HoldGround } from './held-result.ts';
import { insertHeld } from './store-holds.ts';

interface Result {
  readonly columns: readonly OutputColumn[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** Puts a decided result aside for two people, in the transaction that has decided it. @returns the hold's id */
export async function holdResult(
  tx: Tx,
  context: Pick<ActContext, 'ids'>,
  input: Sent,
  release: Release,
  decided: Decided & { readonly held: HoldGround },
  { columns, rows }: Result,
): Promise<string> {
  const { actor, snapshot } = input;
  const id = context.ids.next('hld');
  const question = questionOf(release).hash;
  await insertHeld(tx, {
    ...{
      id,
      releaseId: decided.releaseId,
      decisionId: decided.decisionId,
      ground: decided.held,
      question,
      columns,
      rows,
    },
    ...dataSetOf(release),
    grantId: snapshot.id,
    jurisdiction: snapshot.jurisdiction,
    person: actor.kind === 'person' ? actor.person : actor.part,
    body: actor.kind === 'person' ? actor.body : '',
    cells: publish(release, decided.kept),
  });
  record(tx, {
    ...actOf(input, `query:${decided.decisionId}`, [...decided.written, { table: 'gate.held', id }], epochsOf(release)),
    type: 'gate.result-held',
    payload: {
      ...{ textDigest: sha256(input.sql), irDigest: question, releaseId: decided.releaseId },
      ...{ holdId: id, ground: decided.held, epochs: [...epochsOf(release)] },
    },
  });
  return id;
}
