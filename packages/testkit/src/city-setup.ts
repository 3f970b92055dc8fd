import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the loaded city of this run lies, or will lie once a test has asked for it. */
    cityFolder: string;
  }
}

/** A place for the one loaded city that the files of a run copy. `SLUICE_TEST_CITY` names one that outlives the run. */
export default function setup(project: TestProject): (() => void) | undefined {
  const given = process.env['SLUICE_TEST_CITY'];
  if (given !== undefined) {
    project.provide('cityFolder', given);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-city-'));
  chmodSync(folder, 0o755);
  project.provide('cityFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
