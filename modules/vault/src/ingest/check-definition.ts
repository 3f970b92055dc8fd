import type { FieldDefinition } from '@sluice/catalogue';
import { DomainError, isDomainError } from '@sluice/kernel';
import { literal } from './quote-sql.ts';
import { engineType } from './rules.ts';
import type { Run } from './statistics.ts';

const RESERVED = /^__/;

/**
 * Tries what only the engine can tell about a definition before any data is touched: its patterns are RE2 (no
 * look-around, so that no pattern can run away), its bounds must be values of the field's type.
 * @throws DomainError `vault.field-reserved`, `vault.pattern-unsupported`, `vault.bound-malformed` (invalid, with the fields).
 */
export async function checkDefinition(run: Run, fields: readonly FieldDefinition[]): Promise<void> {
  refuse(
    'vault.field-reserved',
    fields.filter((f) => RESERVED.test(f.name)),
  );
  const unsupported: FieldDefinition[] = [];
  for (const field of fields)
    if (field.pattern !== undefined && !(await runs(run, `select regexp_full_match('', ${literal(field.pattern)})`)))
      unsupported.push(field);
  refuse('vault.pattern-unsupported', unsupported);
  const malformed: FieldDefinition[] = [];
  for (const field of fields) {
    const bounds = [field.min, field.max].filter((b) => b !== undefined);
    if (
      bounds.length > 0 &&
      !(await runs(
        run,
        `select ${bounds.map((b) => `cast(${literal(String(b))} as ${engineType(field.type)})`).join(', ')}`,
      ))
    )
      malformed.push(field);
  }
  refuse('vault.bound-malformed', malformed);
}

function refuse(code: string, fields: readonly FieldDefinition[]): void {
  if (fields.length > 0) throw new DomainError(code, 'invalid', { fields: fields.map((f) => f.name) });
}

async function runs(run: Run, sql: string): Promise<boolean> {
  try {
    await run(sql);
    return true;
  } catch (error) {
    if (isDomainError(error) && error.code === 'engine.failed') return false;
    throw error;
  }
}
