import { describe, expect, it } from 'vitest';
import * as is from './identifiers.ts';

/** Valid values are printed in the standards or computed by their rules; each is spoiled in one place besides. */
describe('identifiers', () => {
  it('SEC-04 accepts what the standards print and nothing that differs in one character', () => {
    // GB 11643 annex; GB 32100 annex.
    expect(is.isCitizenId('11010519491231002X')).toBe(true);
    expect(is.isCitizenId('440524188001010014')).toBe(true);
    expect(is.isCitizenId('110105194912310021')).toBe(false);
    expect(is.isCitizenId('99010519491231002X')).toBe(false);
    expect(is.isCitizenId('11010519490231002X')).toBe(false);
    expect(is.isOldCitizenId('110105491231002')).toBe(true);
    expect(is.isOldCitizenId('110105491331002')).toBe(false);
    expect(is.isUscc('91350100M000100Y43')).toBe(true);
    expect(is.isUscc('91350100M000100Y44')).toBe(false);
    expect(is.isUscc('91350100I000100Y43')).toBe(false);
  });

  it('SEC-04 knows bank cards by Luhn and issuer, plates of both kinds, vehicles by their check character', () => {
    expect(is.isBankCard('4111111111111111')).toBe(true);
    expect(is.isBankCard('4111111111111112')).toBe(false);
    expect(is.isBankCard('0000000000000000')).toBe(false);
    expect(is.isPlate('苏J12345')).toBe(true);
    expect(is.isPlate('苏JD12345')).toBe(true);
    expect(is.isPlate('苏J1234')).toBe(false);
    expect(is.isPlate('盐J12345')).toBe(false);
    expect(is.isVin('1M8GDM9AXKP042788')).toBe(true);
    expect(is.isVin('1M8GDM9A1KP042788')).toBe(false);
  });

  it('SEC-04 matches whole values only', () => {
    expect(is.isMobile('13912345678')).toBe(true);
    expect(is.isMobile('电话13912345678')).toBe(false);
    expect(is.isMobile('12012345678')).toBe(false);
    expect(is.isEmail('a.b@example.gov.cn')).toBe(true);
    expect(is.isEmail('a.b@example')).toBe(false);
    expect(is.isAddress('江苏省盐城市亭湖区青年路12号')).toBe(true);
    expect(is.isAddress('江苏省盐城市')).toBe(false);
    expect(is.isPersonName('欧阳修')).toBe(true);
    expect(is.isPersonName('王安石')).toBe(true);
    expect(is.isPersonName('就诊记录')).toBe(false);
    expect(is.isIcd10('I10.x00')).toBe(true);
    expect(is.isIcd10('10.00')).toBe(false);
    expect(is.isLongitude('120.1392')).toBe(true);
    expect(is.isLongitude('20.1392')).toBe(false);
  });
});
