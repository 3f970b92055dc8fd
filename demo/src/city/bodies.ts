import type { BodyType, DemoBody, DemoPerson, Role } from './describe-city.ts';

export interface BodyPlan {
  readonly key: string;
  readonly name: string;
  readonly nameEn: string;
  readonly type?: BodyType;
  readonly sector?: string;
  /** Account name after the city and its role; the first is the one named after the body. */
  readonly people: readonly (readonly [account: string, name: string, role: Role])[];
}

/** Bodies and people of a city. Names of persons are invented; firms are invented too and say so. */
export function seatBodies(
  city: string,
  divisionCode: string,
  plans: readonly BodyPlan[],
): { bodies: DemoBody[]; people: DemoPerson[] } {
  return {
    bodies: plans.map(({ key, name, nameEn, type, sector }) => ({
      key,
      name,
      nameEn,
      type: type ?? 'state-organ',
      divisionCode,
      level: 'city',
      ...(sector ? { sector } : {}),
    })),
    people: plans.flatMap(({ key, people }) =>
      people.map(([account, name, role]) => ({ account: `${city}.${account}`, name, body: key, role })),
    ),
  };
}

/** What every city of the demo has. */
export function commonBodies(short: string, shortEn: string, operator: string, operatorEn: string): BodyPlan[] {
  return [...publicBodies(short, shortEn), ...firms(short, operator, operatorEn)];
}

function publicBodies(short: string, shortEn: string): BodyPlan[] {
  return [
    {
      key: 'authority',
      name: `${short}数据局`,
      nameEn: `${shortEn} Data Authority`,
      people: [
        ['authority', '陈审之', 'data-authority'],
        ['authority-2', '周复核', 'data-authority'],
      ],
    },
    {
      key: 'custodian',
      name: `${short}公共数据运行管理中心`,
      nameEn: `${shortEn} Data Custodian`,
      type: 'statutory-organisation',
      people: [['custodian', '徐归集', 'custodian']],
    },
    {
      key: 'health',
      name: `${short}卫生健康委员会`,
      nameEn: `${shortEn} Health Commission`,
      sector: 'health',
      people: [
        ['health', '林采云', 'source-agency'],
        ['health-lead', '高牵头', 'sector-authority'],
      ],
    },
    {
      key: 'security',
      name: `${short}公安局`,
      nameEn: `${shortEn} Public Security Bureau`,
      sector: 'population',
      people: [['population', '许户籍', 'source-agency']],
    },
    {
      key: 'cyberspace',
      name: `中共${short}委网络安全和信息化委员会办公室`,
      nameEn: `${shortEn} Cyberspace Administration`,
      people: [['supervisor', '韩监督', 'security-regulator']],
    },
    {
      key: 'inspection',
      name: `${short}审计局`,
      nameEn: `${shortEn} Audit Office`,
      people: [['inspection', '郑审计', 'inspection']],
    },
  ];
}

function firms(short: string, operator: string, operatorEn: string): BodyPlan[] {
  return [
    {
      key: 'operator',
      name: operator,
      nameEn: operatorEn,
      type: 'firm',
      people: [
        ['operator', '吴运营', 'operator'],
        ['operator-2', '冯审核', 'operator'],
      ],
    },
    {
      key: 'developer',
      name: `${short}明析数据科技有限公司（演示企业）`,
      nameEn: 'Mingxi Data Technology (demo firm)',
      type: 'firm',
      people: [['developer', '沈开发', 'developer']],
    },
    {
      key: 'developer-2',
      name: `${short}远观智能科技有限公司（演示企业）`,
      nameEn: 'Yuanguan Intelligence (demo firm)',
      type: 'firm',
      people: [['developer-2', '蒋开发', 'developer']],
    },
    {
      key: 'buyer',
      name: `${short}惠民保险服务有限公司（演示企业）`,
      nameEn: 'Huimin Insurance Services (demo firm)',
      type: 'firm',
      people: [['buyer', '曹采购', 'buyer']],
    },
  ];
}
