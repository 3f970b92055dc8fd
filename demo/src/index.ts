export { generateCity, type GeneratedCity } from './generate-city.ts';
export { citySizes, planCity, type CityPlan, type CitySize } from './generate-plan.ts';
