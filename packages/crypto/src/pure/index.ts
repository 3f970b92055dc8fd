export { bigFromBytes, bytesFromBig, concatBytes } from './bytes.ts';
export { pureSm3 } from './sm3.ts';
export {
  pointOfSm2Spki,
  pureSm2SignWith,
  pureSm2Verify,
  SM2_ORDER,
  sm2PointOfPrivate,
  sm2SpkiOfPoint,
  sm2Za,
} from './sm2.ts';
export { pureSm4Block, pureSm4Ctr, pureSm4GcmSeal } from './sm4.ts';
