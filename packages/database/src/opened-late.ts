/** The level by whose name a transaction is opened that goes out together with its first statement; the usual one. */
export const OPENED_LATE = 'read committed';
