import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { countGrants, createAuthorization, type Authorization } from '@sluice/authorization';
import { calendarRulesOf, createCases, type Cases } from '@sluice/cases';
import {
  countResources,
  createCatalogue,
  fieldIssues,
  type Catalogue,
  type FieldDefinition,
  type Registers,
} from '@sluice/catalogue';
import { aes256Gcm, utf8 } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { civilDateOf, DomainError } from '@sluice/kernel';
import {
  assertAnswersLive,
  countKeys,
  loadCube,
  productGrant,
  stopForDestruction,
  type DestroyParts,
  type EndWorkspaceParts,
  type Epochs,
  type FreezeParts,
  type GrantParts,
  type GrantWatch,
  type QueryParts,
  type RiskParts,
  type SocialParts,
  type StopParts,
  type TradeParts,
} from '@sluice/flows';
import { createGateService, dataSetsJoining, type GateService } from '@sluice/gate';
import { createIdentity, isRole, seesAll, type Identity, type SecretSealer } from '@sluice/identity';
import { createProduct, type Product } from '@sluice/product';
import { createCallGateway, createTrading, defaultGroupCommit, type CallGateway, type Trading } from '@sluice/trading';
import { type Vault } from '@sluice/vault';
import type { Ground } from './ground.ts';
import { markClaims } from './idempotency-store.ts';
import { lintTerms } from './lint-terms.ts';
import type { OpenLedger } from './open-ledger.ts';
import { openDomain } from './open-domain.ts';
import { openRegisters } from './open-registers.ts';
import { modulePolicy, type ModulePolicy } from './policy.ts';
import { createProfileRules, signInLimits, type ProfileRules } from './profile-rules.ts';
import { tellOutside } from './outward/deliver.ts';
import { openOutward, type OpenedOutward } from './outward/open-outward.ts';
import { openProviders } from './sign-in/open-providers.ts';

/** All modules of an installation, each given only what it declares. */
export interface Modules {
  readonly identity: Identity;
  readonly rules: ProfileRules;
  readonly cases: Cases;
  readonly catalogue: Catalogue;
  readonly registers: Registers;
  readonly vault: Vault;
  readonly authorization: Authorization;
  readonly gate: GateService;
  readonly product: Product;
  readonly trading: Trading;
  readonly gateway: CallGateway;
  readonly flows: FlowParts;
  readonly bodyName: (db: Db, id: string) => Promise<string>;
  readonly outward: OpenedOutward;
  readonly notes: readonly string[];
  readonly isolation: string;
}

/** What acts that cross modules are put together from. */
export interface FlowParts {
  readonly query: QueryParts;
  readonly risk: RiskParts;
  readonly freezing: FreezeParts;
  readonly trade: TradeParts;
  readonly ending: StopParts;
  readonly workspaces: EndWorkspaceParts;
  readonly social: SocialParts;
}

/** Bytes of answers of products kept in memory. */
const ANSWER_CACHE_BYTES = 512_000_000;

/** What is asked for before it is there: modules that need each other. */
interface OpenedLater {
  catalogue?: Catalogue;
  authorization?: Authorization;
  destroying?: DestroyParts;
  identityKey?: Uint8Array;
}

export async function createModules(ground: Ground & { readonly ledger: OpenLedger }): Promise<Modules> {
  const { db, transact, clock, ids, randomBytes } = ground;
  const rules = createProfileRules(ground.profiles, clock);
  const opened: OpenedLater = {};
  const identity = openIdentity(ground, opened);
  const policy = modulePolicy(identity.policy);
  const base = { db, transact, clock, ids };
  const cases = openCases(ground, base, identity);
  const outward = openOutward(ground, { identity, ...underKey(() => opened.identityKey) });
  const domain = await openDomain(ground, {
    policy,
    ruleVersion: rules.ruleVersion,
    // The catalogue's entry and the vault's epoch become current in one transaction.
    // What a developer brought in is no entry of the catalogue.
    onEpoch: async (tx, actor, epoch) => {
      if (!(await opened.authorization?.noteSocialEpoch(tx, epoch)))
        await opened.catalogue?.noteSupply(tx, actor, epoch);
    },
    onDestruction: async (tx, coming) =>
      opened.destroying ? stopForDestruction(opened.destroying, tx, coming) : () => undefined,
  });
  const { vault } = domain;
  opened.identityKey = domain.identityKey;
  const catalogue = openCatalogue(ground, { identity, policy, rules, vault });
  opened.catalogue = catalogue;
  const authorization = openAuthorization(ground, { identity, policy, cases, catalogue });
  opened.authorization = authorization;
  await cases.ensureCalendar((tx, year) => authorization.recountSigning(tx, year));
  await cases.ensureTasks();
  const gate = openGate(ground, base, domain);
  const bodyName = async (on: Db, id: string): Promise<string> => (await identity.findBody(on, id))?.name ?? '';
  const grants: GrantParts = { authorization, bodyName };
  const product = createProduct({
    ...base,
    policy,
    cases,
    rules: rules.product,
    grant: (on, grantId) => productGrant(grants, on, grantId),
    countKeys: (epochs, question) => countKeys(domain.domain, epochs, question),
    openAnswers: (on, grantId, epochIds) => vault.openWork(on, grantId, epochIds),
  });
  const trading = createTrading({ ...base, policy, randomBytes, rules: rules.trading });
  const gateway = openGateway(ground, { product, rules });
  const onChange = (productId: string): void => gateway.invalidate(productId);
  opened.destroying = { product, trading, onChange };
  const groupSize = (jurisdiction: string): number =>
    ground.profiles.current(jurisdiction, civilDateOf(clock.now())).gate.min_group_size.value;
  const registers = openRegisters(ground, { identity, rules, cases, authorization, product, vault });
  const flows = openFlows(ground, {
    ...{ authorization, vault, gate, product, trading, bodyName, onChange },
    ...{ catalogue, groupSize },
  });
  return {
    ...{ identity, rules, cases, catalogue, registers, vault, authorization },
    ...{ gate, product, trading, gateway, flows, bodyName, outward },
    notes: domain.notes,
    isolation: domain.isolation,
  };
}

function openGate(
  { log, randomBytes }: Pick<Ground, 'log' | 'randomBytes'>,
  base: Pick<Ground, 'db' | 'transact' | 'clock' | 'ids'>,
  { domain, gateSecret }: Awaited<ReturnType<typeof openDomain>>,
): GateService {
  return createGateService({
    ...base,
    domain,
    onFailure: (error) => log.failed('gate', error),
    elapsed: () => performance.now(),
    randomBytes,
    pause: (milliseconds) => setTimeout(milliseconds),
    sampleSecret: createHmac('sha256', gateSecret).update('samples').digest(),
    cellKey: (epochId) => createHmac('sha256', gateSecret).update(`cells:${epochId}`).digest(),
  });
}

function openFlows(
  { transact, ledger }: Ground & { readonly ledger: OpenLedger },
  parts: Pick<Modules, 'authorization' | 'catalogue' | 'vault' | 'gate' | 'product' | 'trading' | 'bodyName'> & {
    readonly groupSize: (jurisdiction: string) => number;
    /** Said of a product whose answers, or whose standing, are no longer what they were. */
    readonly onChange: (productId: string) => void;
  },
): FlowParts {
  const { authorization, catalogue, vault, gate, product, trading, bodyName, onChange, groupSize } = parts;
  const epochs = epochsOf(vault);
  return {
    query: { authorization, epochs, gate, watch: grantWatch },
    risk: { authorization, catalogue, epochs, gate, groupSize },
    freezing: {
      ...{ authorization, epochs, gate, product, trading, bodyName, onEdition: onChange },
      sealWork: (grantId, jurisdiction, epochIds) => vault.sealWork(grantId, jurisdiction, epochIds),
    },
    trade: {
      ...{ transact, authorization, product, trading, onChange },
      assertLive: (on, one) => assertAnswersLive({ product, vault }, on, one),
    },
    workspaces: { authorization, vault, endOf: (grantId) => endOfGrant(ledger, grantId) },
    social: { authorization, vault, joining: dataSetsJoining },
    ending: { transact, authorization, product, trading, onChange },
  };
}

/** A running program is stopped within a second of its grant; five are what is asked for (INC-03). */
const grantWatch: GrantWatch = {
  everyMs: 1_000,
  pause: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal, ref: false }),
  newRun: () => randomUUID(),
};

/** Entry that ended a grant; none while it has not been entered. */
async function endOfGrant({ ledger }: OpenLedger, grantId: string): Promise<string | null> {
  const story = await ledger.readStream(`grant:${grantId}`, 0, 1_000);
  return story.find((entry) => entry.type === 'authorization.grant-ended')?.entryId ?? null;
}

/** Under a key of the vault's own folder, which is opened after the identity that uses it. */
function underKey(key: () => Uint8Array | undefined): {
  readonly secrets: SecretSealer;
  readonly digest: (text: string) => string;
} {
  const opened = (): Uint8Array => {
    const found = key();
    if (!found) throw new DomainError('identity.no-key', 'unavailable');
    return found;
  };
  return {
    secrets: {
      seal: (secret, account) => aes256Gcm.seal(opened(), secret, utf8(`totp:${account}`)),
      open: (sealed, account) => aes256Gcm.open(opened(), sealed, utf8(`totp:${account}`)),
    },
    digest: (text) => createHmac('sha256', opened()).update(`sign-in:${text}`).digest('base64url'),
  };
}

function openCases(
  { profiles, clock }: Ground,
  base: Pick<Ground, 'db' | 'transact' | 'clock' | 'ids'>,
  identity: Identity,
): Cases {
  const calendarRules = calendarRulesOf(profiles.list(civilDateOf(clock.now())));
  return createCases({
    ...base,
    actsInRole: async (on, asked) => isRole(asked.role) && identity.actsInRole(on, { ...asked, role: asked.role }),
    ...(calendarRules ? { calendarRules } : {}),
    onNotice: tellOutside,
  });
}

function openIdentity(ground: Ground & { readonly ledger: OpenLedger }, opened: OpenedLater): Identity {
  const { securityLog } = ground.ledger;
  return createIdentity({
    db: ground.db,
    transact: ground.transact,
    ids: ground.ids,
    sessionClock: ground.realClock,
    randomBytes: ground.randomBytes,
    ...signInLimits(ground.profiles, () => civilDateOf(ground.clock.now())),
    demoAccounts: ground.options.demo?.accounts ?? [],
    providers: openProviders(ground.options.signInProviders ?? [], ground.options.publicUrl ?? 'http://localhost'),
    standing: async (on, of) => opened.authorization?.standing(on, of),
    ...underKey(() => opened.identityKey),
    policy: {
      onRefusal: (question, reasons) =>
        securityLog.note({ code: reasons[0]?.code ?? 'policy.refused', route: question.act }),
    },
  });
}

function openCatalogue(
  ground: Ground,
  { identity, policy, rules, vault }: { identity: Identity; policy: ModulePolicy; rules: ProfileRules; vault: Vault },
): Catalogue {
  return createCatalogue({
    db: ground.db,
    transact: ground.transact,
    clock: ground.clock,
    ids: ground.ids,
    policy,
    rules: rules.catalogue,
    seesAll: (object, role) => isRole(role) && seesAll(object, role),
    bodies: {
      find: (db, id) => identity.findBody(db, id),
      findSectorAuthority: async (db, jurisdiction, sector) =>
        (await identity.bodiesInRole(db, jurisdiction, 'sector-authority')).find((body) => body.sector === sector),
    },
    // One installation plays both platforms: what was sent is measured when it is pushed, what arrived when it is opened.
    supplySides: {
      sent: (_db, { epochId, fields }) => vault.measureEpoch(epochId, fields),
      received: (_db, { epochId, fields }) => vault.measureEpoch(epochId, fields),
    },
  });
}

function openAuthorization(
  ground: Ground,
  {
    identity,
    policy,
    cases,
    catalogue,
  }: { identity: Identity; policy: ModulePolicy; cases: Cases; catalogue: Catalogue },
): Authorization {
  return createAuthorization({
    db: ground.db,
    transact: ground.transact,
    clock: ground.clock,
    ids: ground.ids,
    profiles: ground.profiles,
    cases,
    policy,
    catalogue: {
      findEntries: (db, jurisdiction, resourceIds) => catalogue.developmentEntries(db, jurisdiction, resourceIds),
    },
    directory: {
      bodiesInRole: async (db, jurisdiction, role) =>
        isRole(role) ? identity.bodiesInRole(db, jurisdiction, role) : [],
    },
    placeOfResource: async (on, id) => (await catalogue.gatheringTarget(on, id))?.jurisdiction,
    lintPolicy: lintTerms,
    checkFields: (fields) => fieldIssues(fields as readonly unknown[] as readonly FieldDefinition[]),
    seals: (tx, by, given) => identity.signWithSeals(tx, by, given),
  });
}

function openGateway(ground: Ground, { product, rules }: { product: Product; rules: ProfileRules }): CallGateway {
  const { db, transact, clock, ids } = ground;
  const gateway = createCallGateway({
    ...{ db, transact, clock, ids },
    rules: rules.trading,
    // A name of its own for each run: streams of two processes must never meet.
    process: ids.next('gw'),
    loadCube: (on, productId, releaseId) => loadCube(product, on, productId, releaseId),
    groupCommit: defaultGroupCommit,
    cacheBytes: ANSWER_CACHE_BYTES,
    setMarks: markClaims,
  });
  ground.resources.defer('gateway', () => gateway.close());
  return gateway;
}

function epochsOf(vault: Vault): Epochs {
  return {
    async current(db, resourceId) {
      const epoch = await vault.currentEpoch(db, resourceId);
      if (!epoch) return undefined;
      const near = await vault.epochsBeforeErasures(db, epoch.id);
      return { epochId: epoch.id, near, statistics: await vault.readStatistics(db, epoch.id) };
    },
  };
}

/** Figures of the public overview. */
export const overviewCounts = (clock: { now(): Date }) => ({
  countResources: (db: Db) => countResources(db),
  countGrants: (db: Db) => countGrants(db, clock.now()),
});
