/**
 * Who may import whom, through the index (or a listed entry) only. What is not in the table is refused.
 * Direction: kernel ← packages ← ledger ← modules ← flows ← apps; a module never imports `contract`, the server maps.
 */
export const architecture: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  contract: [],
  database: ['kernel'],
  crypto: ['kernel'],
  engines: ['kernel'],
  connectors: ['kernel'],
  documents: ['kernel'],
  profile: ['kernel'],
  http: ['kernel', 'contract'],
  testkit: ['kernel', 'database', 'profile', 'ledger'],

  ledger: ['kernel', 'database', 'crypto'],
  identity: ['kernel', 'database', 'crypto', 'ledger'],
  catalogue: ['kernel', 'database', 'profile', 'ledger'],
  vault: ['kernel', 'database', 'crypto', 'engines', 'connectors', 'ledger', 'catalogue'],
  cases: ['kernel', 'database', 'profile', 'ledger'],
  authorization: ['kernel', 'database', 'profile', 'ledger', 'cases'],
  gate: ['kernel', 'database', 'engines', 'ledger'],
  product: ['kernel', 'database', 'profile', 'ledger', 'cases'],
  trading: ['kernel', 'database', 'profile', 'ledger'],

  flows: [
    ...['kernel', 'database', 'profile', 'ledger', 'identity', 'catalogue', 'vault', 'cases', 'authorization', 'gate'],
    ...['product', 'trading'],
  ],
  demo: ['kernel', 'contract', 'engines', 'ledger/verifier'],
  server: [
    ...['kernel', 'contract', 'database', 'crypto', 'engines', 'profile', 'http', 'ledger', 'identity', 'catalogue'],
    ...['vault', 'cases', 'authorization', 'gate', 'product', 'trading', 'flows', 'documents', 'connectors'],
  ],
  cli: ['kernel', 'contract', 'profile', 'engines', 'ledger', 'catalogue', 'vault', 'gate', 'server', 'demo'],
  console: ['contract', 'ledger/verifier'],
  e2e: ['kernel', 'contract', 'testkit', 'ledger', 'server', 'demo', 'console'],
  bench: [
    ...['kernel', 'contract', 'database', 'crypto', 'engines', 'profile', 'http', 'testkit', 'ledger', 'identity'],
    ...['catalogue', 'vault', 'cases', 'authorization', 'gate', 'product', 'trading', 'flows', 'server', 'demo', 'e2e'],
  ],
  tools: [],
};

/** Where each package lies, so that the reader finds them and a new folder without an entry is noticed. */
export const locations: Readonly<Record<string, string>> = Object.fromEntries([
  ...[
    'kernel',
    'contract',
    'database',
    'crypto',
    'engines',
    'connectors',
    'documents',
    'profile',
    'http',
    'testkit',
  ].map((name) => [name, `packages/${name}`]),
  ...['ledger', 'identity', 'catalogue', 'vault', 'cases', 'authorization', 'gate', 'product', 'trading'].map(
    (name) => [name, `modules/${name}`],
  ),
  ...['server', 'cli', 'console'].map((name) => [name, `apps/${name}`]),
  ...['flows', 'demo', 'e2e', 'bench', 'tools'].map((name) => [name, name]),
]);

/** Code for tests only; its own files and tests may import it, served code may not. */
export const testOnly = 'testkit';

/** No input and no output: these import nothing of Node. */
export const pure: readonly string[] = ['kernel', 'contract'];

/** Logic that gets time, chance and settings as arguments. Starting programs and measuring are the edges' business. */
export const withoutAmbience: readonly string[] = [
  ...['kernel', 'contract', 'crypto', 'profile', 'ledger', 'identity', 'catalogue', 'vault', 'cases', 'authorization'],
  ...['gate', 'product', 'trading', 'flows'],
];
