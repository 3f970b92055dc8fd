import type { Answer, tradingRoutes } from '@sluice/contract';

export type CatalogueRow = Answer<typeof tradingRoutes.listCatalogueProducts>['items'][number];
export type CatalogueDetail = Answer<typeof tradingRoutes.getCatalogueProduct>;
export type Order = Answer<typeof tradingRoutes.listOrders>['items'][number];
export type CallAnswer = Answer<typeof tradingRoutes.callProduct>;
