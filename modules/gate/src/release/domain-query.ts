import type { EngineResult } from '@sluice/engines';
import type { PrintedSql } from '../program-types.ts';

/** Runs one printed statement inside the domain. Its answer has not been decided upon and goes nowhere but into checks. */
export type DomainQuery = (printed: PrintedSql) => Promise<EngineResult>;
