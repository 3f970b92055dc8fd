import {
  numbered,
  readCountyCodes,
  readListedHospitals,
  readStreets,
  type Hospital,
  type Street,
} from './real-places.ts';

/** How many rows to make. The register counts its planted defects among its rows. */
export interface CitySize {
  readonly residents: number;
  readonly visits: number;
}

/** All that the generator knows about a city. */
export interface CityPlan {
  readonly city: string;
  readonly seed: string;
  readonly size: CitySize;
  readonly streets: readonly Street[];
  /** Counties of first registration that are not the resident's own: first six digits of the citizen number. */
  readonly otherCounties: readonly string[];
  readonly hospitals: readonly Hospital[];
  /** County whose hospitals the rest of the city travels to. */
  readonly centre: string;
}

/** Hospital visits fall into these 24 months; the register is of the day before. */
export const visitPeriod = { from: '2024-01-01', to: '2025-12-31', days: 731 } as const;
export const registerDate = '2023-12-31';

export const citySizes: Readonly<Record<'small' | 'full', Readonly<Record<string, CitySize>>>> = {
  // Small, but with enough people in the common cells that a threshold of ten leaves something to see.
  small: { yancheng: { residents: 20_000, visits: 200_000 }, anshun: { residents: 12_000, visits: 120_000 } },
  full: { yancheng: { residents: 200_000, visits: 2_000_000 }, anshun: { residents: 40_000, visits: 400_000 } },
};

/** Streets that stand for a county but are zones of its centre in citizen numbers. */
const countyOfNumber: Readonly<Record<string, string>> = { '320971': '320902' };

export const numberCounty = (county: string): string => countyOfNumber[county] ?? county;

/**
 * Hospitals of Anshun: names of public institutions as they are publicly known, county by county; the published list of
 * 2020 does not cover Guizhou. Town hospitals carry the name of their town.
 */
const anshunHospitals: readonly (readonly [county: string, name: string, tier: 1 | 2 | 3])[] = [
  ['520402', '安顺市人民医院', 3],
  ['520402', '贵航贵州三〇二医院', 3],
  ['520402', '安顺市中医院', 3],
  ['520402', '安顺市妇幼保健院', 2],
  ['520402', '安顺市西秀区人民医院', 2],
  ['520402', '西秀区旧州镇中心卫生院', 1],
  ['520402', '西秀区宁谷镇卫生院', 1],
  ['520402', '西秀区双堡镇中心卫生院', 1],
  ['520403', '安顺市平坝区人民医院', 2],
  ['520403', '平坝区中医院', 2],
  ['520403', '平坝区夏云镇卫生院', 1],
  ['520403', '平坝区乐平镇中心卫生院', 1],
  ['520422', '普定县人民医院', 2],
  ['520422', '普定县中医院', 2],
  ['520422', '普定县马官镇中心卫生院', 1],
  ['520422', '普定县化处镇卫生院', 1],
  ['520423', '镇宁布依族苗族自治县人民医院', 2],
  ['520423', '镇宁布依族苗族自治县中医院', 2],
  ['520423', '镇宁县黄果树镇卫生院', 1],
  ['520423', '镇宁县江龙镇卫生院', 1],
  ['520424', '关岭布依族苗族自治县人民医院', 2],
  ['520424', '关岭布依族苗族自治县中医院', 2],
  ['520424', '关岭县花江镇中心卫生院', 1],
  ['520424', '关岭县永宁镇卫生院', 1],
  ['520425', '紫云苗族布依族自治县人民医院', 2],
  ['520425', '紫云苗族布依族自治县中医院', 2],
  ['520425', '紫云县猴场镇卫生院', 1],
  ['520425', '紫云县猫营镇卫生院', 1],
];

/** The plan of a demo city with its real places. The seed is part of the data: another seed is another city. */
export async function planCity(city: 'yancheng' | 'anshun', size: CitySize, seed = 'sluice-demo-1'): Promise<CityPlan> {
  const base = { city, seed: `${seed}:${city}`, size };
  if (city === 'yancheng') {
    return {
      ...base,
      streets: await readStreets('streets-yancheng.csv'),
      otherCounties: await readCountyCodes('32'),
      hospitals: await readListedHospitals('盐城市', '3209'),
      centre: '320903',
    };
  }
  return {
    ...base,
    streets: await readStreets('streets-anshun.csv'),
    otherCounties: await readCountyCodes('52'),
    hospitals: numbered(anshunHospitals.map(([county, name, tier]) => ({ county, name, tier }))),
    centre: '520402',
  };
}
