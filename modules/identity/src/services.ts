import { cellOf, type Letter, letterMeanings } from './matrix.ts';
import type { Role } from './role.ts';

/**
 * The services of the one place (PLT-01: catalogue, gathering, sharing, opening, development and use) and the modules
 * of the operation platform (PLT-04: authorization, processing, development, supervision), each with the objects of
 * the matrix that it is about. A role reaches a service where it holds any letter on one of its objects.
 */
const serviceObjects = {
  catalogue: ['catalogue-entry', 'duty-and-demand-lists', 'resource-registration'],
  gathering: ['gathering-run', 'quality-ticket'],
  sharing: ['sharing-request', 'downward-delegation', 'person-and-enterprise-file'],
  opening: ['open-data-set', 'opening-demand'],
  authorization: [
    'operation-agreement',
    'demand-and-operation-catalogue',
    'development-catalogue',
    'developer-call',
    'development-agreement',
    'use-application',
    'grant',
  ],
  processing: ['supply', 'workspace-and-job', 'gate-passage'],
  development: ['model-review', 'social-data', 'product-release'],
  supervision: [
    'risk-and-drill',
    'compliance-review',
    'operator-correction',
    'developer-exit',
    'developer-evaluation',
    'operator-evaluation',
    'agency-assessment',
  ],
  trading: ['trade-and-order', 'price-and-fee', 'settlement-and-asset'],
  evidence: ['evidence'],
  administration: ['platform'],
} as const;

export type Service = keyof typeof serviceObjects;

export interface ReachedService {
  readonly service: Service;
  /** Letters held on the objects of the service, in the order of the paper. */
  readonly letters: string;
}

export const serviceNames = Object.keys(serviceObjects) as readonly Service[];

/** The services that a role reaches, and no others (PLT-01). */
export function servicesOf(role: Role): readonly ReachedService[] {
  return serviceNames.flatMap((service) => {
    const held = new Set<Letter>(serviceObjects[service].flatMap((object) => cellOf(object, role).letters));
    const letters = (Object.keys(letterMeanings) as Letter[]).filter((letter) => held.has(letter)).join('');
    return letters === '' ? [] : [{ service, letters }];
  });
}
