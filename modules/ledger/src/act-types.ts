import type { z } from 'zod';
import { authorizationActs } from './act-types/authorization.ts';
import { casesActs } from './act-types/cases.ts';
import { catalogueActs } from './act-types/catalogue.ts';
import type { ActDefinition } from './act-types/define.ts';
import { gateActs } from './act-types/gate.ts';
import { identityActs } from './act-types/identity.ts';
import { lineageActs } from './act-types/lineage.ts';
import { productActs } from './act-types/product.ts';
import { systemActs } from './act-types/system.ts';
import { tradingActs } from './act-types/trading.ts';
import { vaultActs } from './act-types/vault.ts';

/** The closed list of acts. An act that is not here cannot be recorded. */
export const actTypes = {
  ...authorizationActs,
  ...casesActs,
  ...catalogueActs,
  ...gateActs,
  ...identityActs,
  ...lineageActs,
  ...productActs,
  ...systemActs,
  ...tradingActs,
  ...vaultActs,
} as const;

export type ActType = keyof typeof actTypes;
export type ActPayload<T extends ActType> = z.input<(typeof actTypes)[T]['payload']>;

export function isActType(type: string): type is ActType {
  return Object.hasOwn(actTypes, type);
}

export function actDefinition(type: ActType): ActDefinition {
  return actTypes[type];
}
