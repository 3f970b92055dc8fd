import type { Authorization, DevelopmentEntry } from '@sluice/authorization';
import type { Db } from '@sluice/database';
import type { GateService, GrantedField, GrantedTable, Uniqueness } from '@sluice/gate';
import type { Actor, Epochs } from './ports.ts';

export interface RiskParts {
  readonly authorization: Pick<Authorization, 'describe'>;
  readonly catalogue: {
    developmentEntries(
      db: Db,
      jurisdiction: string,
      resourceIds: readonly string[],
    ): Promise<readonly DevelopmentEntry[]>;
  };
  readonly epochs: Pick<Epochs, 'current'>;
  readonly gate: Pick<GateService, 'uniqueness'>;
  /** Least group of the jurisdiction's profile. */
  readonly groupSize: (jurisdiction: string) => number;
}

/** What the fields of an application do together to one kind of entity. */
export interface JoiningRisk extends Uniqueness {
  readonly entity: string;
  readonly tables: readonly string[];
  readonly k: number;
}

/**
 * Before anything is granted: how many entities the requested fields of all requested tables single out together, and which
 * field adds how much (SEC-06). For whoever may see the application. Tables without data are left out.
 * @throws DomainError what reading the application throws · `gate.not-completed` (unavailable)
 */
export async function joiningRisk(parts: RiskParts, db: Db, actor: Actor, id: string): Promise<readonly JoiningRisk[]> {
  const { contents, jurisdiction } = await parts.authorization.describe(db, actor as never, id);
  const asked = contents.entries ?? [];
  const listed = await parts.catalogue.developmentEntries(
    db,
    jurisdiction,
    asked.map((entry) => entry.resourceId),
  );
  const tables: GrantedTable[] = [];
  for (const entry of listed) {
    const epoch = await parts.epochs.current(db, entry.resourceId);
    const names = asked.find((item) => item.resourceId === entry.resourceId)?.fields ?? [];
    if (!epoch) continue;
    const fields = (entry.fields as readonly unknown[] as readonly GrantedField[]).filter((field) =>
      names.includes(field.name),
    );
    const { name, title, resourceId } = entry;
    tables.push({ name, title, resourceId, ...epoch, fields });
  }
  const k = parts.groupSize(jurisdiction);
  const kinds = new Set(tables.flatMap((table) => table.statistics.entities.map((item) => item.entity)));
  const risks: JoiningRisk[] = [];
  for (const entity of kinds) {
    const own = tables.filter((table) => table.statistics.entities.some((item) => item.entity === entity));
    const found = await parts.gate.uniqueness({ tables: own, entity, k });
    if (found.fields.length > 0) risks.push({ entity, k, tables: own.map((table) => table.name), ...found });
  }
  return risks;
}
