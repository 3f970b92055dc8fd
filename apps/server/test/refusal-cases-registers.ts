import { on, PUBLIC, type RefusalCase } from './refusal-case.ts';

const here = ({ jurisdiction }: { readonly jurisdiction: string }) => ({ query: { jurisdiction } });

/** Registers beside the cases. No line of any has the id of a case: whoever is let in by his role finds nothing. */
export const registerCases: Readonly<Record<string, RefusalCase>> = {
  submitSectorPlan: {
    send: ({ jurisdiction }) => ({ body: { jurisdiction, field: 'refused', title: 'refused', plan: 'refused' } }),
    wrong: ['operator', 'developer', 'buyer'],
    foreign: 'data-authority',
  },
  listSectorPlans: { send: here, open: PUBLIC },
  decideSectorPlan: { send: on('case', { approve: true }), foreign: 'data-authority' },
  raiseWorkItem: {
    send: ({ jurisdiction }) => ({
      body: { jurisdiction, kind: 'task', title: 'refused', text: 'refused', year: 2026 },
    }),
    wrong: ['operator', 'developer', 'buyer'],
    foreign: 'data-authority',
  },
  listWorkItems: { send: here, wrong: ['developer', 'buyer'], foreign: 'data-authority' },
  assignWorkItem: {
    send: on('case', {
      ...{ decision: 'refused', lead: 'body_00000000000000000000000000', endsOn: '2030-01-01' },
      milestones: [{ title: 'refused', workingDays: 1 }],
    }),
    foreign: 'data-authority',
  },
  completeMilestone: { send: on('case'), foreign: 'data-authority' },
  listProvider: {
    send: ({ jurisdiction }) => ({
      body: { jurisdiction, name: 'refused', qualification: 'refused', validUntil: '2030-01-01', stages: ['masking'] },
    }),
    wrong: ['operator', 'developer', 'buyer'],
    foreign: 'data-authority',
  },
  listProviders: { send: here, open: PUBLIC },
  reviewProvider: { send: on('case'), foreign: 'operator' },
  engageProvider: { send: on('case', { stage: 'masking', purpose: 'refused' }), foreign: 'operator' },
  deliverEngagement: { send: on('case'), foreign: 'operator' },
  noteProviderIncident: { send: on('case', { stage: 'masking', purpose: 'refused' }), foreign: 'operator' },
  registerDomain: {
    send: ({ jurisdiction }) => ({ body: { jurisdiction, ranges: ['10.0.0.0/8'], basis: 'refused' } }),
    wrong: ['operator', 'developer', 'buyer'],
    foreign: 'data-authority',
  },
  readDomain: { send: here, open: PUBLIC },
  listDuties: { send: here, wrong: ['developer', 'buyer'], foreign: 'data-authority' },
  performDuty: {
    send: on('case', { duty: 'security-check', outcome: 'passed', finding: 'refused' }),
    foreign: 'data-authority',
  },
  reportBypass: {
    send: ({ jurisdiction, body }) => ({ body: { jurisdiction, agency: body, recipient: 'refused', text: 'refused' } }),
    wrong: ['operator', 'sector-authority', 'source-agency'],
    foreign: 'developer',
  },
  listViolations: { send: here, wrong: ['operator', 'developer', 'buyer'], foreign: 'data-authority' },
  decideViolation: { send: on('case', { state: 'closed', finding: 'refused' }), foreign: 'data-authority' },
};
