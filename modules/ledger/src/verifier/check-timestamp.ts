import { TIMESTAMP } from './bundle-format.ts';
import { claim, type Claim, type Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

/** The RFC 3161 token over the checkpoint. */
export function checkTimestamp(files: ZipFiles): {
  readonly problems: readonly Problem[];
  readonly claims: readonly Claim[];
} {
  return { problems: [], claims: [claim('time-stamped', false, { present: files.has(TIMESTAMP) ? 1 : 0 })] };
}
