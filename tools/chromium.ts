import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const PACKAGES = ['chromium', 'fonts-noto-cjk'];
const INSTALL_TIMEOUT_MS = 240_000;

/** Chromium of the system, as named in CHROMIUM or found in its usual places. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  return named !== undefined && existsSync(named) ? named : PLACES.find((place) => existsSync(place));
}

export type BrowserState = { readonly chromium: string } | { readonly missing: string };

/** Chromium, installed from the system's packages where this runs as root; else the sentence that says how. */
export function ensureChromium(): BrowserState {
  const there = findChromium();
  if (there !== undefined) return { chromium: there };
  const how = `install it as root: apt-get install -y ${PACKAGES.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return { missing: how };
  process.stdout.write('Installing Chromium and a Chinese font for the browser tests …\n');
  const options = {
    stdio: 'ignore',
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const;
  const install = () => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], options);
  if (install().status !== 0) {
    spawnSync('apt-get', ['update'], options);
    install();
  }
  const installed = findChromium();
  return installed === undefined ? { missing: how } : { chromium: installed };
}
