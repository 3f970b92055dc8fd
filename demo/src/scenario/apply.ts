import { authorizationRoutes, catalogueRoutes, operationRoutes, type Answer, type CallInput } from '@sluice/contract';
import { addYears, bodyId, platformDate } from '../load-bodies.ts';
import { actorOfRole, as, letWorkingDaysPass, type ScenarioContext } from './scenario-context.ts';

type Application = Answer<typeof authorizationRoutes.readApplication>;
type Contents = NonNullable<CallInput<typeof authorizationRoutes.createApplication>['body']>['contents'];
type Items = CallInput<typeof authorizationRoutes.draftDocument>['body']['contents'];

/** Longest chain the demo walks before it says that something is stuck. */
const MOST_STEPS = 20;

/** Chain d: one application for one scenario goes through the jurisdiction's own chain to a grant. @returns id of the grant */
export async function apply(context: ScenarioContext): Promise<string> {
  const { city } = context;
  const developer = await as(context, context.developer);
  let application = await context.step('d', ['提交使用申请', 'application handed in'], async (facts) => {
    const draft = await developer.call(authorizationRoutes.createApplication, {
      body: { jurisdiction: city.id, contents: await contents(context) },
    });
    const { data } = await developer.call(authorizationRoutes.submitApplication, { params: { id: draft.data.id } });
    facts['number'] = data.number ?? '';
    facts['first step'] = { zh: data.current?.title ?? '', en: data.current?.titleEn ?? '' };
    return data;
  });
  const { id } = application;
  if (application.assessment.required) await assess(context, id);
  if (application.consents.required) await consent(context, application);
  for (let n = 0; application.case?.next?.act === 'act-on-step' && n < MOST_STEPS; n += 1)
    application = await takeStep(context, application);
  for (const document of application.documents) application = await agree(context, id, document.kind);
  if (application.filing.required && application.filing.number === null) {
    await context.step('d', ['协议备案', 'agreements filed'], async (facts) => {
      const filed = await (
        await as(context, 'authority')
      ).call(authorizationRoutes.fileDocuments, { params: { id }, body: {} });
      facts['filing number'] = filed.data.filing.number ?? '';
    });
  }
  return context.step('d', ['授权生效', 'grant in force'], async (facts) => {
    application = await developer.call(authorizationRoutes.readApplication, { params: { id } });
    if (application.grantId === null) throw new Error(`no grant came of the application: it is ${application.state}`);
    const grant = await developer.call(authorizationRoutes.readGrant, { params: { id: application.grantId } });
    facts['state'] = grant.state;
    facts['from'] = grant.startsAt.slice(0, 10);
    facts['to'] = grant.endsAt.slice(0, 10);
    facts['fields'] = grant.entries.reduce((sum, entry) => sum + entry.fields.length, 0);
    return grant.id;
  });
}

/** The operator's assessment before the decision, where the text asks for one. */
async function assess(context: ScenarioContext, id: string): Promise<void> {
  await context.step('d', ['事前安全合规评估', 'assessment before the decision'], async (facts) => {
    const operator = await as(context, 'operator');
    const { data } = await operator.call(operationRoutes.assessApplication, {
      params: { id },
      body: {
        level: 'medium',
        risks: ['多字段组合可能缩小到少数人'],
        measures: ['仅输出统计结果，最小分组与支配规则由闸门执行'],
      },
    });
    facts['level'] = data.assessment.level ?? '';
  });
}

/** The providing agencies' consent, where the grant rests on it. */
async function consent(context: ScenarioContext, application: Application): Promise<void> {
  const { city, bodies, actors } = context;
  for (const provider of application.contents.providers ?? []) {
    const person = city.people.find((one) => one.role === 'source-agency' && bodyId(bodies, one.body) === provider);
    if (!person) throw new Error(`nobody speaks for the provider ${provider}`);
    await context.step('d', ['数据提供单位同意', 'consent of the providing agency'], async (facts) => {
      const agency = await actors.as(person.account);
      const { data } = await agency.call(operationRoutes.giveConsent, {
        params: { id: application.id },
        body: { decision: 'consent' },
      });
      facts['consents'] = data.consents.given.length;
    });
  }
}

async function contents({ city, bodies, actors, run, developer: who }: ScenarioContext): Promise<Contents> {
  const { scenario } = city;
  const developer = await actors.as(`${city.id}.${who}`);
  const { items } = await developer.call(catalogueRoutes.listDevelopmentCatalogue, { query: {} });
  const entry = items.find(({ name }) => name === scenario.resource);
  if (!entry) throw new Error(`'${scenario.resource}' is not in the development catalogue: load the city first`);
  const today = await platformDate(actors.anyone);
  return {
    providers: [entry.ownerId],
    scenarios: [
      {
        code: `${scenario.code}-${run}`,
        title: scenario.title,
        field: scenario.field,
        ...(scenario.leadUnit ? { leadUnit: bodyId(bodies, scenario.leadUnit) } : {}),
      },
    ],
    purpose: scenario.purpose,
    scope: scenario.scope,
    period: { startsOn: today, endsOn: addYears(today, 1) },
    safeguards: [...scenario.safeguards],
    techniques: ['controlled_query'],
    entries: [{ resourceId: entry.resourceId, fields: [...scenario.fields] }],
  };
}

async function takeStep(context: ScenarioContext, application: Application): Promise<Application> {
  const next = application.case?.next;
  const step = application.case?.steps.find(({ id }) => id === next?.step);
  if (!next || !step) throw new Error('the application has no next step');
  return context.step('d', [step.title, step.titleEn], async (facts) => {
    const days = await letWorkingDaysPass(context, Math.min(2, step.workingDays.limit));
    const acting = await as(context, actorOfRole(step.role));
    const { data } = await acting.call(authorizationRoutes.actOnApplicationStep, {
      params: { id: application.id, step: step.id },
      body: {
        outcome: 'pass',
        findings: step.aspects.map(({ id, title }) => ({
          aspect: id,
          result: 'pass' as const,
          text: `${title}：符合`,
        })),
        reasons: ['申请材料齐全，目的明确，范围适当'],
      },
    });
    facts['by'] = step.role;
    facts['limit in working days'] = step.workingDays.limit;
    facts['used'] = days;
    facts['clause'] = step.clause;
    return data;
  });
}

async function agree(context: ScenarioContext, id: string, kind: string): Promise<Application> {
  const operator = await as(context, 'operator');
  const before = await operator.call(authorizationRoutes.readApplication, { params: { id } });
  const document = before.documents.find((item) => item.kind === kind);
  if (!document || document.state === 'signed') return before;
  return context.step('d', [`签订${document.title}`, `${document.titleEn} signed`], async (facts) => {
    const period = before.contents.period ?? { startsOn: '', endsOn: '' };
    const drafted = await operator.call(authorizationRoutes.draftDocument, {
      params: { id, kind },
      body: {
        contents: Object.fromEntries(
          document.items.map((item) => [item.id, itemContents(item.type, item.title, period)]),
        ),
      },
    });
    const digest = drafted.data.documents.find((item) => item.kind === kind)?.digest;
    if (!digest) throw new Error(`the ${kind} has no digest to sign`);
    let signed = drafted.data;
    for (const party of document.parties) {
      signed = (
        await (
          await as(context, party === 'developer' ? context.developer : party)
        ).call(authorizationRoutes.signDocument, { params: { id, kind }, body: { digest } })
      ).data;
    }
    facts['parties'] = document.parties.join(', ');
    facts['digest'] = `${digest.slice(0, 12)}…`;
    return signed;
  });
}

function itemContents(type: string, title: string, period: { startsOn: string; endsOn: string }): Items[string] {
  switch (type) {
    case 'list':
      return { list: [`${title}按申请书与审核意见执行`, '不得超出授权场景、字段与期限'] };
    case 'period':
      return { period };
    case 'fee':
      return { fee: { amount: '12000.00', basis: '按成本测算，按年支付' } };
    case 'shares':
      return {
        shares: [
          { party: 'developer', basis: '产品收入扣除平台成本后归开发主体' },
          { party: 'operator', basis: '按平台成本收取' },
        ],
      };
    default:
      return { text: `${title}：双方按有关规定与本协议约定执行。` };
  }
}
