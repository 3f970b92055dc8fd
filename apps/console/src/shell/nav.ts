import type { Answer, identityRoutes } from '@sluice/contract';
import type { IconName } from '../design/icon.tsx';
import type { zhCN } from '../i18n/console/zh-cn.ts';
import { pageExists } from '../pages.ts';

export type Session = Answer<typeof identityRoutes.getSession>;
type Role = Session['active']['role'];
export type NavGroup = keyof typeof zhCN.groups;
export type NavName = keyof typeof zhCN.nav;

export interface NavItem {
  readonly name: NavName;
  readonly path: string;
  readonly group: NavGroup;
  readonly icon: IconName;
  /** Who sees it; everybody signed in unless said. */
  readonly roles?: readonly Role[];
  /** A count of the own tasks stands beside it. */
  readonly counts?: 'todo';
}

const AUTHORITIES: readonly Role[] = ['data-authority', 'county-authority'];
const OVERSIGHT: readonly Role[] = ['security-regulator', 'economic-regulator', 'inspection', 'leading-group'];
const DATA_SIDE: readonly Role[] = [...AUTHORITIES, 'custodian', 'source-agency', 'sector-authority'];

/** The menu: one line a page. What is not in the routing table (`pages.ts`) is not shown. */
const items: readonly NavItem[] = [
  { name: 'home', path: '/console', group: 'overview', icon: 'home' },
  { name: 'todo', path: '/console/todo', group: 'overview', icon: 'todo', counts: 'todo' },
  { name: 'catalogue', path: '/console/catalogue', group: 'resources', icon: 'catalogue' },
  {
    name: 'agency',
    path: '/console/agency',
    group: 'resources',
    icon: 'system',
    roles: [...DATA_SIDE, 'inspection'],
  },
  {
    name: 'upload',
    path: '/console/deliveries',
    group: 'resources',
    icon: 'upload',
    roles: ['source-agency', 'custodian'],
  },
  {
    name: 'demand',
    path: '/console/demand',
    group: 'resources',
    icon: 'batch',
    roles: [...DATA_SIDE, 'operator', 'developer'],
  },
  {
    name: 'registers',
    path: '/console/registers',
    group: 'resources',
    icon: 'evidence',
    roles: [...DATA_SIDE, 'operator', 'developer', 'registration-body', 'inspection', 'buyer', 'data-subject'],
  },
  { name: 'cases', path: '/console/cases', group: 'resources', icon: 'application' },
  { name: 'grants', path: '/console/grants', group: 'resources', icon: 'grant' },
  { name: 'workbench', path: '/console/workbench', group: 'development', icon: 'terminal', roles: ['developer'] },
  { name: 'products', path: '/console/products', group: 'development', icon: 'product' },
  { name: 'holds', path: '/console/holds', group: 'development', icon: 'shield', roles: ['operator'] },
  { name: 'market', path: '/console/market', group: 'development', icon: 'grid' },
  { name: 'orders', path: '/console/orders', group: 'development', icon: 'order', roles: ['buyer', 'developer'] },
  {
    name: 'supervision',
    path: '/console/supervision',
    group: 'supervision',
    icon: 'monitor',
    roles: [...OVERSIGHT, ...AUTHORITIES],
  },
  { name: 'calls', path: '/console/calls', group: 'supervision', icon: 'call' },
  { name: 'evidence', path: '/console/evidence', group: 'supervision', icon: 'evidence' },
  {
    name: 'selections',
    path: '/console/selections',
    group: 'supervision',
    icon: 'people',
    roles: [...OVERSIGHT, ...AUTHORITIES, 'sector-authority', 'operator', 'developer', 'third-party'],
  },
  {
    name: 'oversight',
    path: '/console/oversight',
    group: 'supervision',
    icon: 'clock',
    roles: [...OVERSIGHT, ...DATA_SIDE, 'operator', 'developer', 'buyer'],
  },
  {
    name: 'keeping',
    path: '/console/keeping',
    group: 'supervision',
    icon: 'lock',
    roles: [...OVERSIGHT, ...DATA_SIDE, 'operator', 'developer'],
  },
  { name: 'papers', path: '/papers', group: 'supervision', icon: 'check' },
  {
    name: 'admin',
    path: '/console/people',
    group: 'supervision',
    icon: 'people',
  },
  { name: 'settings', path: '/console/rules', group: 'supervision', icon: 'gear' },
];

export function navFor(role: Role): readonly NavItem[] {
  return items.filter((item) => pageExists(item.path) && (item.roles?.includes(role) ?? true));
}

/** The item whose page, or a page below it, is shown. */
export function navAt(path: string): NavItem | undefined {
  return items
    .filter((item) => path === item.path || (item.path !== '/console' && path.startsWith(`${item.path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}
