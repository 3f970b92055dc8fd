import { DomainError, isDomainError } from '@sluice/kernel';
import { languageOf, type Command, type CommandContext } from './command.ts';
import { exitCodeOf } from './exit-codes.ts';
import { helpText } from './help.ts';
import { sentenceOf } from './sentences.ts';

// Each command is loaded when it is asked for: `verify` does not wait for a database driver.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start-command.ts')).startCommand,
  demo: async () => (await import('./demo-command.ts')).demoCommand,
  ingest: async () => (await import('./ingest-command.ts')).ingestCommand,
  gate: async () => (await import('./gate-command.ts')).gateCommand,
  backup: async () => (await import('./backup-command.ts')).backupCommand,
  restore: async () => (await import('./restore-command.ts')).restoreCommand,
  destroy: async () => (await import('./destroy-command.ts')).destroyCommand,
  keys: async () => (await import('./keys-command.ts')).keysCommand,
  audit: async () => (await import('./audit-command.ts')).auditCommand,
  case: async () => (await import('./case-command.ts')).caseCommand,
  calendar: async () => (await import('./calendar-command.ts')).calendarCommand,
  profile: async () => (await import('./profile-command.ts')).profileCommand,
  verify: async () => (await import('./verify-command.ts')).verifyCommand,
  witness: async () => (await import('./witness-command.ts')).witnessCommand,
};

async function run(): Promise<number> {
  const [name = 'help', ...args] = process.argv.slice(2);
  const language = languageOf(process.env);
  const json = args.includes('--json');
  const context: CommandContext = {
    args,
    language,
    environment: process.env,
    say: (line) => void (json || process.stdout.write(`${line}\n`)),
    print: (value) => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    warn: (line) => void process.stderr.write(`sluice: ${line}\n`),
  };
  try {
    if (name === 'help' || name === '--help' || name === '-h') return await help(args, context);
    const load = commands[name];
    if (!load) throw new DomainError('cli.command-unknown', 'invalid', { word: name });
    const command = await load();
    return await command(context);
  } catch (error) {
    return report(error, context, json);
  }
}

async function help(args: readonly string[], context: CommandContext): Promise<number> {
  const [name] = args.filter((word) => !word.startsWith('-'));
  const load = name === undefined ? undefined : commands[name];
  if (load) return (await load())({ ...context, args: ['--help'] });
  if (name !== undefined && name !== 'help') throw new DomainError('cli.command-unknown', 'invalid', { word: name });
  process.stdout.write(helpText(context.language));
  return 0;
}

/** One sentence for a person; the whole error as JSON for a program; frames only for what nobody foresaw. */
function report(error: unknown, context: CommandContext, json: boolean): number {
  if (isDomainError(error)) {
    if (json)
      context.print({ error: { code: error.code, kind: error.kind, params: error.params, issues: error.issues } });
    context.warn(sentenceOf(error.code, error.params, context.language));
    return exitCodeOf[error.kind];
  }
  if (json) context.print({ error: { code: 'internal', kind: 'internal' } });
  context.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodeOf.internal;
}

// A reader that has seen enough (`| head`) closes the pipe; that is no fault of the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? 0 : exitCodeOf.internal),
);

process.exitCode = await run();
