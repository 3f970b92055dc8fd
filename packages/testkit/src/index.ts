export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { createTestBytes, createTestClock, createTestIds, TEST_START } from './deterministic.ts';
export { crashAt, failAt, noCrash, runUntilCrash, type CrashPoint } from './crash-points.ts';
export { migrationSources, moduleOrder } from './migration-sources.ts';
export { copyLoadedCity } from './loaded-city.ts';
export { makeWorkbook, makeZip, type Packed } from './make-archive.ts';
