import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConsoleDocument } from './console-document.ts';

let dist: string;

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'sluice-document-'));
  mkdirSync(join(dist, '.vite'));
  writeFileSync(join(dist, 'index.html'), '<html lang="zh-CN"><head><title>t</title></head><body></body></html>');
  writeFileSync(
    join(dist, '.vite/page-heads.json'),
    JSON.stringify([
      { path: '/console/cases/$id', scripts: ['assets/case.js'], styles: ['assets/case.css'] },
      { path: '/console/cases/new', scripts: ['assets/new.js'], styles: [] },
    ]),
  );
});

afterEach(() => rmSync(dist, { recursive: true, force: true }));

describe('the document of the console', () => {
  it('PLT-01 names the files of the page that is asked for, the one named word by word first', () => {
    const document = createConsoleDocument(dist);
    const one = document('/console/cases/app_1', true);
    expect(one).toContain('<link rel="modulepreload" crossorigin href="/assets/case.js">');
    expect(one).toContain('<link rel="stylesheet" crossorigin href="/assets/case.css">');
    expect(document('/console/cases/new', true)).toContain('/assets/new.js');
    expect(document('/console/cases/new', true)).not.toContain('/assets/case.js');
    expect(document('/elsewhere', true)).not.toContain('modulepreload');
  });

  it('PLT-01 says of a visitor without a session that there is none to ask for', () => {
    const document = createConsoleDocument(dist);
    expect(document('/', false)).toContain('<html data-session="none" lang="zh-CN">');
    expect(document('/', true)).not.toContain('data-session');
  });

  it('PLT-01 reads another build that took its place', () => {
    const document = createConsoleDocument(dist);
    document('/', true);
    writeFileSync(join(dist, 'index.html'), '<html><head><title>another</title></head></html>');
    expect(document('/', true)).toContain('another');
  });
});
