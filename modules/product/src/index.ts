export { auditAnswers } from './audit-answers.ts';
export {
  createProduct,
  type Product,
  type ProductFacts,
  type ServedRelease,
  type StoredAnswerRow,
} from './create-product.ts';
export type { Dossier } from './describe-product.ts';
export type { ProductDraft } from './draft-product.ts';
export { detectIdentifiers, type IdentifierKind } from './detect-identifier.ts';
export { answerKey } from './freeze-cube.ts';
export { migrations } from './migrations.ts';
export type {
  Actor,
  AnswerColumn,
  CellValue,
  CubeAnswer,
  EpochRef,
  FrozenCube,
  GrantedResource,
  GrantFacts,
  InputUse,
  OutputLineage,
  ParameterDomain,
  ProductForm,
  ProductRules,
  ProductState,
  SourceLine,
} from './product.ts';
export type { Policy, ProductOptions, ReviewRules } from './product-context.ts';
export type { KeyQuestion } from './scan-exposure.ts';
export { dataEnd, grantEnd, type DeliveredCopies, type Stopper } from './serve-product.ts';
export type { FreezeOrder } from './store-freeze.ts';
