/** Public pages, working pages, a data subject's own, the wall. */
export type FrameName = 'portal' | 'console' | 'me' | 'screen';
