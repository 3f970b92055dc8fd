import type { Answer, productRoutes } from '@sluice/contract';

export type Dossier = Answer<typeof productRoutes.getProductDossier>;
export type ProductState = Dossier['state'];

/** In the order in which a product passes them. */
export const PRODUCT_STATES: readonly ProductState[] = [
  'draft',
  'frozen',
  'checking',
  'returned',
  'refused',
  'approved',
  'listed',
  'suspended',
  'delisted',
];

/** The six points in their order; the platform computes the first three. */
export const CHECKS = [
  'purpose_and_scope',
  'sources_lawful',
  'no_direct_exposure',
  'no_leak',
  'no_cross_border',
  'other_risks',
] as const;

export const COMPUTED: readonly string[] = CHECKS.slice(0, 3);
