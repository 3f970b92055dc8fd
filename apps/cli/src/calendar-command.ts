import { readFile } from 'node:fs/promises';
import { calendarRoutes, identityRoutes } from '@sluice/contract';
import { createApiClient, type ApiClient } from '@sluice/demo';
import { DomainError } from '@sluice/kernel';
import { askPlatform } from './ask-platform.ts';
import { missing, readFlags, type Command, type CommandContext } from './command.ts';

const EXAMPLE = 'npx sluice calendar load examples/calendar-2027.json --administrator ./var/data/administrator.json';

const help = {
  en: `sluice calendar show|load — the working days that limits are counted by, on a running server

  show               every year: published, or provisional until it is announced
  load FILE          enters an announced year; limits counted provisionally are counted anew
                     FILE: {"year": 2027, "daysOff": ["2027-01-01", …], "workingWeekends": […], "source": "the notice"},
                     whole in examples/calendar-2027.json, which holds only the days that the law names

  --url URL              the server, http://localhost:4600 unless said
  --administrator FILE   administrator.json of its data folder, to load
  --account NAME         or a data authority's account, with its password in SLUICE_PASSWORD
  --json                 one JSON document

  npx sluice calendar show
  npx sluice calendar load examples/calendar-2027.json --administrator ./var/data/administrator.json
`,
  'zh-CN': `sluice calendar show|load — 查看或载入运行中服务器的工作日历

  show               逐年列出：已公布，或在公布之前暂按法定节日推算
  load 文件          载入已公布的年度安排；暂按推算的期限随之重算
                     文件：{"year": 2027, "daysOff": ["2027-01-01", …], "workingWeekends": […], "source": "通知文号"}，
                     完整示例见 examples/calendar-2027.json（仅含法定节日）

  --url 地址             服务器地址，默认 http://localhost:4600
  --administrator 文件   其数据目录中的 administrator.json，载入时使用
  --account 账户         或数据主管部门账户，口令取自环境变量 SLUICE_PASSWORD
  --json                 输出一个 JSON 文档

  npx sluice calendar show
  npx sluice calendar load examples/calendar-2027.json --administrator ./var/data/administrator.json
`,
} as const;

const flags = {
  url: { type: 'string' },
  administrator: { type: 'string' },
  account: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof readFlags<typeof flags>>['values'];

export const calendarCommand: Command = async (context) => {
  const { values, positionals } = readFlags(context.args, flags);
  const [verb, file, extra] = positionals;
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const api = createApiClient(values.url ?? 'http://localhost:4600');
  if (verb === 'show' && file === undefined) return show(context, api, values);
  if (verb === 'load' && file !== undefined && extra === undefined) return load(context, api, file, values);
  if (verb === undefined) throw missing('show | load FILE', EXAMPLE);
  if (verb === 'load' && file === undefined) throw missing('FILE', EXAMPLE);
  throw new DomainError('cli.usage', 'invalid', { word: extra ?? (verb === 'show' ? (file ?? '') : verb) });
};

async function show(context: CommandContext, api: ApiClient, values: Values): Promise<number> {
  const calendar = await askPlatform(api.url, () => api.call(calendarRoutes.readCalendar));
  if (values.json) context.print(calendar);
  const en = context.language === 'en';
  for (const { year, status, daysOff, workingWeekends, source } of calendar.items) {
    const state = { published: en ? 'published' : '已公布', provisional: en ? 'provisional' : '暂行' }[status];
    const days = en
      ? `${String(daysOff.length)} days off, ${String(workingWeekends.length)} worked weekend days`
      : `休息日 ${String(daysOff.length)} 天，调休上班 ${String(workingWeekends.length)} 天`;
    context.say(`  ${String(year)}  ${state}  ${days}  ${source}`);
  }
  return 0;
}

async function load(context: CommandContext, api: ApiClient, file: string, values: Values): Promise<number> {
  const { year, ...body } = await readYear(file);
  const credentials = await readCredentials(context, values);
  const { data } = await askPlatform(api.url, async () => {
    const { token } = await api.call(identityRoutes.signIn, { body: { ...credentials, mode: 'token' } });
    return api.as(token).call(calendarRoutes.loadCalendarYear, { params: { year: String(year) }, body });
  });
  if (values.json) context.print(data);
  context.say(
    context.language === 'en'
      ? `  ${String(year)} loaded; ${String(data.recounted)} running limits have another date.`
      : `  已载入 ${String(year)} 年；${String(data.recounted)} 个办理期限已重算。`,
  );
  return 0;
}

interface GivenYear {
  readonly year: number;
  readonly daysOff: string[];
  readonly workingWeekends: string[];
  readonly source: string;
}

async function readYear(file: string): Promise<GivenYear> {
  const text = await readText(file);
  try {
    const { year, daysOff, workingWeekends, source } = JSON.parse(text) as Partial<GivenYear>;
    if (Number.isInteger(year) && Array.isArray(daysOff) && Array.isArray(workingWeekends) && source)
      return { year: Number(year), daysOff, workingWeekends, source };
  } catch {
    // Not JSON: said below.
  }
  throw new DomainError('cli.calendar-malformed', 'invalid', { file });
}

async function readCredentials(
  { environment }: CommandContext,
  { administrator, account }: Values,
): Promise<{ account: string; password: string }> {
  if (administrator !== undefined) return JSON.parse(await readText(administrator)) as never;
  const password = environment['SLUICE_PASSWORD'];
  if (account !== undefined && password !== undefined) return { account, password };
  throw new DomainError('cli.credentials-missing', 'invalid');
}

const readText = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => {
    throw new DomainError('cli.file-missing', 'not-found', { file });
  });
