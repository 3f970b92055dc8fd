import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const BUBBLEWRAP = '/usr/bin/bwrap';

/**
 * Installs Debian's bubblewrap where this runs as root, it is missing and there is apt. Answers whether it did.
 * What isolation is really found is reported by the engine, not assumed from this.
 */
export function installSandbox(say: (sentence: 'installing') => void): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  if (existsSync(BUBBLEWRAP) || !existsSync('/usr/bin/apt-get')) return false;
  say('installing');
  const options = {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 120_000,
  } as const;
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'bubblewrap'], options).status === 0;
  if (!install()) {
    spawnSync('apt-get', ['update'], options);
    install();
  }
  return existsSync(BUBBLEWRAP);
}
