export { generateCity, type GeneratedCity } from './generate-city.ts';
export { citySizes, planCity, type CityPlan, type CitySize } from './generate-plan.ts';
export { demoJurisdictions, describeCity, type DemoCity, type DemoJurisdiction } from './city/index.ts';
export { demoAccounts, type DemoAccount } from './demo-accounts.ts';
export { loadDemoCity, type LoadOptions } from './load-city.ts';
export type { LoadProgress, OnProgress } from './load-progress.ts';
export { ApiProblem, createApiClient, type ApiClient } from './client.ts';
