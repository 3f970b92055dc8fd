import type { IconName } from '../../design/icon.tsx';
import type { zhCN } from '../../i18n/zh-cn.ts';

export type KindKey = keyof (typeof zhCN)['kind'];

interface Look {
  readonly key: KindKey;
  readonly icon: IconName;
  readonly tone: string;
}

const SOURCE = 'var(--series-6)';
const GATHERED = 'var(--series-2)';
const RIGHTS = 'var(--series-3)';
const GATE = 'var(--series-5)';
const MARKET = 'var(--series-4)';
const CALL = 'var(--series-1)';

const looks: Readonly<Record<string, Look>> = {
  system: { key: 'system', icon: 'system', tone: SOURCE },
  resource: { key: 'resource', icon: 'resource', tone: GATHERED },
  batch: { key: 'batch', icon: 'batch', tone: GATHERED },
  epoch: { key: 'epoch', icon: 'epoch', tone: GATHERED },
  demand: { key: 'demand', icon: 'catalogue', tone: RIGHTS },
  supply: { key: 'supply', icon: 'catalogue', tone: RIGHTS },
  application: { key: 'application', icon: 'application', tone: RIGHTS },
  case: { key: 'case', icon: 'application', tone: RIGHTS },
  document: { key: 'document', icon: 'application', tone: RIGHTS },
  agreement: { key: 'agreement', icon: 'application', tone: RIGHTS },
  grant: { key: 'grant', icon: 'grant', tone: RIGHTS },
  workspace: { key: 'workspace', icon: 'grant', tone: RIGHTS },
  query: { key: 'query', icon: 'gate', tone: GATE },
  freeze: { key: 'freeze', icon: 'gate', tone: GATE },
  release: { key: 'release', icon: 'gate', tone: GATE },
  product: { key: 'product', icon: 'product', tone: MARKET },
  listing: { key: 'listing', icon: 'product', tone: MARKET },
  order: { key: 'order', icon: 'order', tone: MARKET },
  key: { key: 'key', icon: 'grant', tone: MARKET },
  call: { key: 'call', icon: 'call', tone: CALL },
  gateway: { key: 'call', icon: 'call', tone: CALL },
};

const other: Look = { key: 'other', icon: 'application', tone: SOURCE };

/** How an object of the chain looks. Kinds that are not listed are drawn as plain records. */
export function lookOf(kind: string): Look {
  return looks[kind] ?? other;
}
