// Bootstrap: plain JavaScript and built-ins only, because it runs before anything is installed, on any Node ≥ 20.19.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.sluice-install');
const LOCK_STALE_MS = 15 * 60_000;
const KEPT_SETTINGS = new Set(['cache', 'userconfig', 'globalconfig', 'registry', 'cafile', 'prefix']);

function fail(sentence) {
  process.stderr.write(`sluice: ${sentence}\n`);
  process.exit(1);
}

/** What an installation must correspond to: the lock file and the platform, nothing else. */
function wanted() {
  const lock = join(root, 'package-lock.json');
  if (!existsSync(lock)) fail('package-lock.json is missing; this is not a complete checkout.');
  return `${createHash('sha256').update(readFileSync(lock)).digest('hex')} ${process.platform}-${process.arch}`;
}

const installed = (want) => existsSync(stamp) && readFileSync(stamp, 'utf8') === want;

/** npm started us with its own settings in the environment; a nested npm must not inherit the script's. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => {
      const lower = name.toLowerCase();
      if (lower.startsWith('npm_config_')) return KEPT_SETTINGS.has(lower.slice('npm_config_'.length));
      return !lower.startsWith('npm_');
    }),
  );
}

/** Whether who made the lock is gone: killed, or it has no process to name for longer than any installation takes. */
function isAbandoned(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    if (!(holder > 0)) return Date.now() - statSync(lock).mtimeMs > LOCK_STALE_MS;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** One installation at a time in one checkout: a second bootstrap waits for the first. */
async function withInstallLock(work) {
  const lock = join(root, 'var', 'install.lock');
  try {
    mkdirSync(join(root, 'var'), { recursive: true });
  } catch (error) {
    fail(`cannot write to ${root} (${error.code}); run it in a folder you own.`);
  }
  for (let said = false; ;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST')
        fail(`cannot write to ${join(root, 'var')} (${error.code}); run it in a folder you own.`);
      if (isAbandoned(lock)) rmSync(lock, { force: true });
      else if (!said) {
        said = true;
        process.stderr.write('sluice: another process installs the packages; waiting for it …\n');
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function install(want) {
  if (installed(want)) return;
  process.stderr.write('sluice: installing packages (first run, about 20 s) …\n');
  const log = join(root, 'var', 'npm-ci.log');
  const out = openSync(log, 'w');
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const done = spawnSync(command, [...first, 'ci', '--ignore-scripts', '--include=optional', '--include=dev'], {
    cwd: root,
    env: cleanEnvironment(),
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  if (done.status !== 0) {
    process.stderr.write(readFileSync(log, 'utf8').slice(-4000));
    fail(`npm ci failed (${done.error?.code ?? `exit ${done.status}`}); the whole output is in var/npm-ci.log.`);
  }
  runAllowedScripts(log);
  writeFileSync(stamp, want);
}

/**
 * No package runs a program of its own at installation, but those that package.json allows: some would fetch headers and
 * compile what is optional.
 */
function runAllowedScripts(log) {
  const { allowScripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(allowScripts)) {
    const folder = join(modules, name);
    // A package for another platform is not installed here.
    if (!existsSync(join(folder, 'package.json'))) continue;
    const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const [program, ...args] = (scripts.postinstall ?? '').split(' ');
    if (program !== 'node') fail(`${name} has no installation script that Node runs; see tools/bootstrap.mjs.`);
    const ran = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (ran.status === 0) continue;
    writeFileSync(log, ran.stderr ?? '', { flag: 'a' });
    fail(`the installation script of ${name} failed; the whole output is in var/npm-ci.log.`);
  }
}

export async function ensureInstalled() {
  const want = wanted();
  if (!installed(want)) await withInstallLock(() => install(want));
}

/** The pinned Node from the lock file, or an installed one of the same major where the platform has no package. */
export function pinnedNode() {
  const pinned = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(`no pinned Node for ${process.platform}-${process.arch}; install Node 24 and run it again.`);
}

/** Runs `args` on the pinned Node with the caller's folder, terminal and signals, and ends with its code. */
export async function runPinned(args) {
  await ensureInstalled();
  const child = spawn(pinnedNode(), ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: 'inherit',
    env: {
      // Compiled modules of one run serve the next; where the folder cannot be written Node does without.
      NODE_COMPILE_CACHE: join(root, 'var', 'compile-cache'),
      ...process.env,
      PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolve) => {
    child.on('exit', (...end) => resolve(end));
    child.on('error', (error) => fail(`cannot start Node (${error.code}).`));
  });
  if (signal) process.exit(128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1));
  process.exit(code ?? 1);
}
