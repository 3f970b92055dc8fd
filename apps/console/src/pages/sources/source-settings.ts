import type { zhCN } from '../../i18n/sources/zh-cn.ts';

export type SettingName = keyof typeof zhCN.setting;
export type Kind = keyof typeof zhCN.kinds;

export interface Setting {
  readonly name: SettingName;
  readonly start?: string;
  readonly optional?: true;
  readonly wide?: true;
  readonly type?: 'number' | 'tick' | 'paging';
}

const port = (start: string): Setting => ({ name: 'port', start, type: 'number' });
const TLS: Setting = { name: 'tls', start: 'yes', type: 'tick' };
const GROWING: Setting = { name: 'growing', optional: true };
const ZONE: Setting = { name: 'zone', optional: true };

const database = (at: string, schema?: string): readonly Setting[] => [
  { name: 'host' },
  port(at),
  { name: 'database' },
  { name: 'user' },
  { name: 'schema', ...(schema ? { start: schema } : {}) },
  { name: 'table' },
  GROWING,
  ZONE,
  TLS,
];

/** What each kind of source is asked for, in the order of the form. */
export const SETTINGS: Readonly<Record<Kind, readonly Setting[]>> = {
  postgresql: database('5432', 'public'),
  mysql: database('3306'),
  sqlserver: database('1433', 'dbo'),
  oracle: database('1521'),
  dm: database('5236'),
  http: [
    { name: 'url', wide: true },
    { name: 'items', optional: true },
    { name: 'total', optional: true },
    { name: 'paging', type: 'paging', start: 'none' },
    { name: 'header', optional: true },
  ],
  folder: [{ name: 'folder', wide: true }],
  sftp: [{ name: 'host' }, port('22'), { name: 'user' }, { name: 'folder' }, { name: 'hostKey', wide: true }],
  s3: [
    { name: 'endpoint', wide: true },
    { name: 'region' },
    { name: 'bucket' },
    { name: 'prefix', optional: true },
    { name: 'accessKey' },
  ],
  nats: [
    { name: 'host' },
    port('4222'),
    { name: 'stream' },
    { name: 'subject' },
    { name: 'user', optional: true },
    TLS,
  ],
};

/** Kinds whose rows are taken column by column; the others deliver files. */
export const takesColumns = (kind: Kind): boolean => !['folder', 'sftp', 's3'].includes(kind);

export type Typed = Readonly<Record<string, string>>;

export const valueOf = (typed: Typed, setting: Setting): string => typed[setting.name] ?? setting.start ?? '';

/** Names of what is still missing. */
export function missingSettings(kind: Kind, typed: Typed): readonly SettingName[] {
  const missing = SETTINGS[kind].filter((one) => !one.optional && valueOf(typed, one).trim() === '');
  const paged = kind === 'http' && (typed['paging'] ?? 'none') !== 'none';
  return [
    ...missing.map((one) => one.name),
    ...(paged && !typed['parameter']?.trim() ? ['parameter' as const] : []),
    ...(typed['paging'] === 'cursor' && !typed['next']?.trim() ? ['next' as const] : []),
  ];
}

/** The settings as the contract takes them. */
export function settingsOf(kind: Kind, typed: Typed, columns: readonly { column: string; field: string }[]): object {
  const settings: Record<string, unknown> = { kind };
  for (const one of SETTINGS[kind]) {
    const value = valueOf(typed, one).trim();
    if (one.type === 'tick') settings[one.name] = value === 'yes';
    else if (one.type === 'number') settings[one.name] = Number(value);
    else if (one.type === 'paging') settings[one.name] = pagingOf(typed);
    else if (value !== '') settings[one.name] = value;
  }
  return { ...settings, ...(takesColumns(kind) ? { columns } : {}) };
}

function pagingOf(typed: Typed): object {
  const kind = typed['paging'] ?? 'none';
  if (kind === 'none') return { kind };
  const parameter = (typed['parameter'] ?? '').trim();
  return { kind, parameter, ...(kind === 'cursor' ? { next: (typed['next'] ?? '').trim() } : {}) };
}
