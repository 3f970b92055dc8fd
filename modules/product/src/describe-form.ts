import { DomainError, type Issue } from '@sluice/kernel';
import type { OutputLineage, ProductDescription, ProductForm, ProductRules } from './product.ts';

/** What each form must say of itself beside its summary (PRD-01). */
const required: Record<ProductForm, readonly (keyof ProductDescription)[]> = {
  dataset: ['updateCycle', 'derivation'],
  api: ['example'],
  model: ['modelCard'],
  report: ['period'],
  other: ['delivery'],
};

/**
 * @throws DomainError `product.form-not-admitted` (invalid) where the profile's list lacks the form,
 * `product.description-incomplete` (invalid) with one issue per missing part.
 */
export function assertDescribed(form: ProductForm, description: ProductDescription, rules: ProductRules): void {
  if (!rules.forms.includes(form)) throw new DomainError('product.form-not-admitted', 'invalid', { form });
  const issues: Issue[] = required[form]
    .filter((part) => description[part] === undefined)
    .map((part) => ({ code: 'product.description-part-missing', path: `description.${part}`, params: { form } }));
  if (issues.length > 0) throw new DomainError('product.description-incomplete', 'invalid', { form }, issues);
}

/**
 * Delivery rules of the forms. No form shows values of single records; a data set must also prove that it is derived:
 * at least one figure over groups, and every other column a declared level (correction 8 of part 4.1).
 * @throws DomainError `product.not-derived` (precondition) naming the columns.
 */
export function assertDerived(form: ProductForm, lineage: readonly OutputLineage[]): void {
  const raw = lineage.filter((column) => column.kind === 'row-value').map((column) => column.column);
  if (raw.length > 0) throw new DomainError('product.not-derived', 'precondition', { form, columns: raw });
  const derived = lineage.some((column) => column.kind === 'aggregate');
  if (form === 'dataset' && !derived)
    throw new DomainError('product.not-derived', 'precondition', {
      form,
      columns: lineage.map((column) => column.column),
    });
}
