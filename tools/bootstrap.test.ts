import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
let checkout: string;

/** A checkout without foreign packages, in which nothing is installed yet. */
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'sluice-bootstrap-'));
  for (const folder of ['tools', 'var']) mkdirSync(join(checkout, folder));
  for (const file of ['bootstrap.mjs', 'run.mjs']) copyFileSync(join(here, file), join(checkout, 'tools', file));
  mkdirSync(join(checkout, 'part'));
  const part = { name: 'part', version: '1.0.0' };
  const project = { name: 'empty', version: '1.0.0', workspaces: ['part'] };
  const packages = { '': project, part, 'node_modules/part': { resolved: 'part', link: true } };
  writeFileSync(join(checkout, 'package.json'), JSON.stringify(project));
  writeFileSync(join(checkout, 'part/package.json'), JSON.stringify(part));
  writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify({ ...project, lockfileVersion: 3, packages }));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

const enter = (timeout: number) =>
  spawnSync(process.execPath, [join(checkout, 'tools/run.mjs'), '-e', 'console.log("entered")'], {
    encoding: 'utf8',
    timeout,
  });

it('goes on where an installation was killed, instead of waiting for it', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(checkout, 'var/install.lock'), String(pid));
  expect(enter(60_000).stdout).toBe('entered\n');
  expect(existsSync(join(checkout, 'var/install.lock'))).toBe(false);
});

it('waits for an installation under way, and says so', () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  try {
    writeFileSync(join(checkout, 'var/install.lock'), String(other.pid));
    const { stdout, stderr } = enter(2_000);
    expect(stdout).toBe('');
    expect(stderr).toContain('another process installs the packages');
  } finally {
    other.kill();
  }
});
