import {
  authorizationRoutes,
  calendarRoutes,
  caseOfficeRoutes,
  caseRoutes,
  erasureRoutes,
  catalogueRoutes,
  clockRoutes,
  evidenceBundleRoutes,
  evidenceRoutes,
  gateRoutes,
  gatheringRoutes,
  identityRoutes,
  jurisdictionRoutes,
  operationRoutes,
  disclosureRoutes,
  holderRoutes,
  overviewRoutes,
  productRoutes,
  procedureRegisterRoutes,
  channelRoutes,
  credentialRoutes,
  doorRoutes,
  paperRoutes,
  publicityRoutes,
  registerRoutes,
  sealRoutes,
  selectionRoutes,
  socialDataRoutes,
  sourceRoutes,
  tradingRoutes,
  vaultRoutes,
} from '@sluice/contract';
import { endOperation, measureDeveloper, measureOperator, revokeGrant, suspendGrant } from '@sluice/flows';
import { area, type Area } from '@sluice/http';
import { personName, type Actor, type Identity } from '@sluice/identity';
import { allow, civilDateOf, isDomainError, type Decision } from '@sluice/kernel';
import { overviewCounts, type Modules } from './compose-modules.ts';
import { createConnectedNodes } from './connected-nodes.ts';
import { createLogDeletion } from './delete-network-log.ts';
import type { Ground } from './ground.ts';
import type { KeyHolder } from './handlers.ts';
import type { OpenLedger } from './open-ledger.ts';
import { parentsOf } from './open-registers.ts';
import { modulePolicy } from './policy.ts';
import { authorizationHandlers } from './routes/authorization.ts';
import { calendarHandlers } from './routes/calendar.ts';
import { caseOfficeHandlers } from './routes/case-office.ts';
import { caseHandlers } from './routes/cases.ts';
import { catalogueHandlers } from './routes/catalogue.ts';
import { channelHandlers } from './routes/channels.ts';
import { clockHandlers } from './routes/clock.ts';
import { credentialHandlers } from './routes/credentials.ts';
import { doorHandlers } from './routes/doors.ts';
import { erasureHandlers } from './routes/erasures.ts';
import { evidenceBundleHandlers } from './routes/evidence-bundles.ts';
import { evidenceHandlers } from './routes/evidence.ts';
import { gateHandlers } from './routes/gate.ts';
import { gatheringHandlers } from './routes/gathering.ts';
import { identityHandlers } from './routes/identity.ts';
import { jurisdictionHandlers } from './routes/jurisdiction.ts';
import { disclosureHandlers } from './routes/disclosure.ts';
import { holderHandlers } from './routes/holders.ts';
import { operationHandlers } from './routes/operation.ts';
import { overviewHandlers } from './routes/overview.ts';
import { productHandlers } from './routes/product.ts';
import { publicityHandlers } from './routes/publicity.ts';
import { paperHandlers } from './routes/papers.ts';
import { procedureRegisterHandlers } from './routes/procedure-registers.ts';
import { socialDataHandlers } from './routes/social-data.ts';
import { sourceHandlers } from './routes/sources.ts';
import { registerHandlers } from './routes/data-registers.ts';
import { sealHandlers } from './routes/seal.ts';
import { selectionHandlers } from './routes/selection.ts';
import { tradingHandlers } from './routes/trading.ts';
import { vaultHandlers } from './routes/vault.ts';
import { siteOf } from './sign-in/open-providers.ts';
import { sourceSurroundings } from './source-surroundings.ts';
import { written } from './written.ts';

type Parts = Ground & { readonly ledger: OpenLedger };
type Areas = readonly Area<Actor, KeyHolder>[];

/** The contract's areas with what answers them. `afterMove` runs what time brings about once the clock was moved. */
export function areasOf(ground: Parts, modules: Modules, afterMove: () => Promise<void>): Areas {
  return [
    ...timeAreas(ground, modules, afterMove),
    ...placeAreas(ground, modules),
    ...publicAreas(ground, modules),
    ...sourceAreas(ground, modules),
    ...useAreas(ground, modules),
    ...evidenceAreas(ground),
  ];
}

/** What day it is, and which days are worked. */
function timeAreas(
  { db, transact, clock }: Parts,
  { identity, authorization, cases }: Modules,
  afterMove: () => Promise<void>,
): Areas {
  return [
    area(clockRoutes, clockHandlers({ clock, db, transact, calendar: cases.calendar, afterMove })),
    area(
      calendarRoutes,
      calendarHandlers({
        ...{ cases, db, written },
        mayLoad: (actor) => mayLoadCalendar(identity, actor),
        publish: (year, actor) =>
          transact((tx) =>
            cases.publishCalendarYear(tx, year, actor, (on, one) => authorization.recountSigning(on, one)),
          ),
      }),
    ),
  ];
}

/** The administrator has no letter of the matrix: to set the platform up is all he does. */
const mayLoadCalendar = (identity: Identity, actor: Actor): Decision =>
  actor.role === 'platform-administrator'
    ? allow()
    : identity.policy.decide({ actor, act: 'calendar.load', objectJurisdiction: actor.jurisdiction });

/** Where, and who: profiles, bodies and people, and the figures shown to everybody. */
function placeAreas({ db, clock, profiles, options }: Parts, { identity, trading, rules, outward }: Modules): Areas {
  return [
    area(jurisdictionRoutes, jurisdictionHandlers({ profiles, clock })),
    area(identityRoutes, identityHandlers({ identity, db, written })),
    area(sealRoutes, sealHandlers({ identity, written })),
    area(channelRoutes, channelHandlers(outward)),
    area(credentialRoutes, credentialHandlers({ identity, written, issuer: options.publicUrl ?? 'http://localhost' })),
    area(doorRoutes, doorHandlers({ identity, written, site: siteOf(options.publicUrl) })),
    area(
      overviewRoutes,
      overviewHandlers({ ...{ db, clock, trading }, jurisdictions: rules.jurisdictions(), ...overviewCounts(clock) }),
    ),
  ];
}

/** What is put out: notices to everybody, and documents. */
function publicAreas({ db, realClock, profiles, ledger, options }: Parts, { authorization, bodyName }: Modules): Areas {
  return [
    area(publicityRoutes, publicityHandlers({ authorization, db, written })),
    area(
      paperRoutes,
      paperHandlers({
        ...{ authorization, ledger: ledger.ledger, profiles, db, realClock, written, bodyName, personName },
        publicUrl: options.publicUrl ?? '',
      }),
    ),
  ];
}

/** What is supplied, and who may use it for what. */
function sourceAreas(
  { db, transact, clock, profiles, ledger, options }: Parts,
  { identity, authorization, cases, catalogue, registers, vault, flows, bodyName }: Modules,
): Areas {
  return [
    area(disclosureRoutes, disclosureHandlers({ authorization, identity, catalogue, db })),
    area(caseRoutes, caseHandlers({ cases, db, policy: modulePolicy(identity.policy), bodyName })),
    area(selectionRoutes, selectionHandlers({ authorization, db, written })),
    area(
      operationRoutes,
      operationHandlers({
        ...{ authorization, db, written },
        measureOperator: (actor, id, measure) => measureOperator(flows.ending, actor, id, measure),
        endOperation: (actor, id, end) => endOperation(flows.ending, actor, id, end),
        measureDeveloper: (actor, measure) => measureDeveloper(flows.ending, actor, measure),
        suspendGrant: (actor, id, ground) => suspendGrant(flows.ending, actor, id, ground),
      }),
    ),
    area(procedureRegisterRoutes, procedureRegisterHandlers({ authorization, db, written })),
    area(caseOfficeRoutes, caseOfficeHandlers({ cases, db, transact, written, bodyName })),
    area(catalogueRoutes, catalogueHandlers({ catalogue, written })),
    area(
      vaultRoutes,
      vaultHandlers({
        ...{ vault, catalogue, db, written },
        entriesOf: (stream) => ledger.ledger.readStream(stream, 0, 1_000),
        assertSeesGrant: (actor, id) => authorization.describeGrant(db, actor, id),
        deleteNetworkLog: createLogDeletion({ transact, clock, profiles, policy: modulePolicy(identity.policy) }),
      }),
    ),
    area(
      registerRoutes,
      registerHandlers({
        ...{ registers, vault, db, written },
        parents: () => parentsOf(profiles.list(civilDateOf(clock.now()))),
      }),
    ),
    area(erasureRoutes, erasureHandlers({ vault, catalogue, db, written })),
    area(
      sourceRoutes,
      sourceHandlers({
        ...{ vault, catalogue, db, written },
        surroundings: sourceSurroundings(db, catalogue, options.dataFolder),
      }),
    ),
    area(
      gatheringRoutes,
      gatheringHandlers({ vault, catalogue, authorization, policy: identity.policy, bodyName, db, written }),
    ),
    area(
      authorizationRoutes,
      authorizationHandlers({
        ...{ authorization, db, written },
        bodiesNamed: (actor, words) => bodiesNamed(identity, actor, words),
        revokeGrant: (actor, id, ended) => revokeGrant(flows.ending, actor, id, ended),
      }),
    ),
  ];
}

/** What is asked of the data, and what is made of it and sold. */
function useAreas(
  { db }: Parts,
  { identity, authorization, catalogue, gate, product, trading, gateway, flows, bodyName }: Modules,
): Areas {
  const policy = modulePolicy(identity.policy);
  return [
    area(holderRoutes, holderHandlers({ authorization, catalogue, identity, product, db, bodyName })),
    area(gateRoutes, gateHandlers({ db, gate, query: flows.query, risk: flows.risk, authorization, policy })),
    area(productRoutes, productHandlers({ product, freezing: flows.freezing, db, written })),
    area(
      socialDataRoutes,
      socialDataHandlers({
        ...{ authorization, social: flows.social, db, written },
        origins: { authorization, product, bodyName },
      }),
    ),
    area(tradingRoutes, tradingHandlers({ product, trading, gateway, trade: flows.trade, identity, db, written })),
  ];
}

/** What was entered, and what a person can carry away to prove it. */
function evidenceAreas({ ledger, options }: Parts): Areas {
  const nodes = createConnectedNodes({ dataFolder: options.dataFolder, fetch });
  return [
    area(evidenceRoutes, evidenceHandlers({ ledger: ledger.ledger })),
    area(evidenceBundleRoutes, evidenceBundleHandlers({ ledger: ledger.ledger, nodes })),
  ];
}

async function bodiesNamed({ listBodies }: Modules['identity'], by: Actor, words: string): Promise<readonly string[]> {
  const wanted = words.toLowerCase();
  const bodies = await listBodies(by, { jurisdiction: by.jurisdiction }).catch((error: unknown) => {
    // Who may not know the bodies finds none by name.
    if (isDomainError(error) && error.kind === 'forbidden') return [];
    throw error;
  });
  return bodies
    .filter(({ name, nameEn }) => [name, nameEn].some((one) => one?.toLowerCase().includes(wanted)))
    .map(({ id }) => id);
}
