export {
  createCatalogue,
  type Catalogue,
  type CatalogueOptions,
  type GatheringTarget,
  type PublishedResource,
} from './catalogue.ts';
export type {
  Actor,
  Bodies,
  CatalogueRules,
  Delivery,
  OwnerBody,
  Policy,
  SideCount,
  SupplySides,
} from './catalogue-context.ts';
export type { ComparedVersion, VersionChange } from './compare-versions.ts';
export type { DemandDecision, GivenOpinion } from './decide-demand.ts';
export type { DemandItem, Opinion, Supply } from './demand.ts';
export {
  fieldIssues,
  isSqlName,
  type Checksum,
  type FieldDefinition,
  type FieldRole,
  type FieldType,
  type Grade,
  type Level,
} from './field.ts';
export { elementNamed, elementWithCode, standardElements, type StandardElement } from './standard-elements.ts';
export { standardLevels, type StandardLevel } from './standard-levels.ts';
export { countResources, type ResourceCount } from './count-resources.ts';
export { takeRoute, type GatherRoute, type GatherVia, type RouteTaken } from './gather-route.ts';
export { migrations } from './migrations.ts';
export {
  foreignAttributes,
  proposeForeignMapping,
  type ForeignMapping,
  type ForeignRecord,
} from './import/map-foreign-entry.ts';
export { createRegisters, type Registers } from './registers/create-registers.ts';
export type { RegisterLimits } from './registers/register-context.ts';
export type { AffectedUse } from './registers/register-tables.ts';
export type { NotedSupply } from './note-supply.ts';
export type { FoundResource, ResourceSummary, ResourceView, VersionView } from './present-resource.ts';
export type { DevelopmentEntry, Grading } from './publish-development.ts';
export type { NewDemandItem } from './raise-demand.ts';
export type { Coverage, NewSystem, SystemView } from './register-system.ts';
export type {
  AccessRule,
  DataClass,
  MediaForm,
  RequestType,
  ResourceContent,
  ResourceState,
  ReturnFlow,
  UpdateCycle,
  VersionState,
} from './resource.ts';
export type { ResourceReview } from './review-resource.ts';
export type { ResourceList, ResourceSearch } from './search-resources.ts';
export type { Push, SupplyDecision } from './supply-demand.ts';
export type { GradedField } from './tables.ts';
