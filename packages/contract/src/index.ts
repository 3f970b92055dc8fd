export { route, type Access, type Answer, type CallInput, type HandlerInput, type Method, type Route } from './route.ts';
export { civilDate, evidence, id, idParams, instant, jurisdiction, page, problem, reason, waitQuery, written, yuan } from './common.ts';
export { overviewRoutes } from './overview.ts';
export { productRoutes } from './product.ts';
export { tradingRoutes } from './trading.ts';
export { bodyType, identityRoutes, role } from './identity.ts';
export { catalogueRoutes, developmentEntry, fieldDefinition, sqlName } from './catalogue.ts';
