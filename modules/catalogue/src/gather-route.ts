/**
 * How a body's data reaches the custodian (F4 §三(二)4): government units through the zone to the data authority of their
 * level, education, medical and transport institutions through their sector authority, utilities through their own zone.
 */
export type GatherVia = 'authority' | 'sector-authority' | 'enterprise-zone';

/** One line of a profile's routes. */
export interface GatherRoute {
  readonly bodyTypes: readonly string[];
  readonly via: GatherVia;
  readonly clause?: string | undefined;
}

/** The route that a delivery takes; `redirected` where the sender had asked for another one (COL-07). */
export interface RouteTaken {
  readonly via: GatherVia;
  readonly redirected: boolean;
  /** The sector authority through which it goes, where one is registered. */
  readonly through?: string | undefined;
  readonly clause?: string | undefined;
}

/** The prescribed route of a kind of body; directly to the data authority where the profile prescribes none. */
export function prescribedRoute(bodyType: string, routes: readonly GatherRoute[]): GatherRoute {
  return routes.find((route) => route.bodyTypes.includes(bodyType)) ?? { bodyTypes: [bodyType], via: 'authority' };
}

/** Which route a delivery takes that was sent by `asked`: always the prescribed one. */
export function takeRoute(bodyType: string, asked: GatherVia, routes: readonly GatherRoute[]): RouteTaken {
  const prescribed = prescribedRoute(bodyType, routes);
  return {
    via: prescribed.via,
    redirected: prescribed.via !== asked,
    ...(prescribed.clause === undefined ? {} : { clause: prescribed.clause }),
  };
}
