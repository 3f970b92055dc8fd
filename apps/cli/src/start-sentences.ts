import type { DemoHook, RunningServer, StartStep } from '@sluice/server';

type Language = 'en' | 'zh-CN';

/** What a waiting person is told of a step; nothing for those that need no word. */
export function stepLine(step: StartStep, language: Language): string | undefined {
  const en = language === 'en';
  switch (step.step) {
    case 'database':
      if (step.kind !== 'adopted') return undefined;
      return en ? 'Took over the PostgreSQL that an earlier start left running.' : '已接管上次启动遗留的 PostgreSQL。';
    case 'sandbox':
      if (step.isolation !== 'installing') return undefined;
      return en ? 'Installing bubblewrap, the sandbox for programs of developers …' : '正在安装程序沙箱 bubblewrap……';
    case 'console':
      if (step.state !== 'missing') return undefined;
      return en
        ? 'The console could not be built; see logs/server.log in the data folder.'
        : '控制台构建失败；详情见数据目录下的 logs/server.log。';
    case 'demo-loading':
      return en ? 'Loading the demo city (once) …' : '正在加载演示城市（仅首次）……';
    case 'migrated':
      return undefined;
  }
}

type Account = DemoHook['accounts'][number];

/** What is printed when the server answers. */
export function startLines(server: RunningServer, accounts: readonly Account[], language: Language): readonly string[] {
  const en = language === 'en';
  const lines = ['', `  Sluice 数闸   ${server.url}`, ''];
  if (server.administratorFile) {
    lines.push(
      en
        ? `  Administrator's account and password: ${server.administratorFile}`
        : `  管理员账户和口令：${server.administratorFile}`,
      '',
    );
  }
  const password = accounts[0]?.password;
  if (password !== undefined) {
    lines.push(en ? `  Demo accounts, all with the password ${password}` : `  演示账户，口令均为 ${password}`);
    for (const jurisdiction of new Set(accounts.map((account) => account.jurisdiction))) {
      lines.push(`  ${jurisdiction}`);
      for (const account of accounts.filter((one) => one.jurisdiction === jurisdiction)) {
        lines.push(`    ${account.account.padEnd(28)} ${account.role.padEnd(22)} ${account.bodyName}`);
      }
    }
    lines.push('');
  }
  for (const note of server.notes) lines.push(`  ${noteText(note, en)}`);
  lines.push(en ? '  Ctrl-C stops it.' : '  按 Ctrl-C 停止。', '');
  return lines;
}

const notes: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'sandbox.process-only': [
    'Programs of developers run in their own process but without a sandbox: install bubblewrap.',
    '开发者程序在独立进程中运行，但没有沙箱：请安装 bubblewrap。',
  ],
  'vault.memory-on-disk': [
    'There is no shared memory: data that is in use lies on the disk, unsealed. Name a tmpfs in SLUICE_MEMORY_FOLDER.',
    '没有共享内存：使用中的数据以明文落盘。请用 SLUICE_MEMORY_FOLDER 指定一个 tmpfs。',
  ],
  'database.one-role': [
    'One database role migrates and serves: set DATABASE_OWNER_URL to keep them apart.',
    '数据库迁移与服务使用同一角色：请设置 DATABASE_OWNER_URL 予以分离。',
  ],
};

const noteText = (note: string, en: boolean): string => notes[note]?.[en ? 0 : 1] ?? note;
