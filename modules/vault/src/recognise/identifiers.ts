/** Check rules of Chinese identifiers on whole values. Pure; the engine's own forms of them stand in `ingest/checksum-sql`. */

const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECK = '10X98765432';

/** First two digits of division codes (GB/T 2260). */
const PROVINCES: ReadonlySet<string> = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);

const realDate = (text: string): boolean => {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1850 && year <= 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

/** 公民身份号码, GB 11643: 18 characters with check character. */
export function isCitizenId(value: string): boolean {
  if (!/^[1-9]\d{16}[\dXx]$/.test(value) || !PROVINCES.has(value.slice(0, 2)) || !realDate(value.slice(6, 14)))
    return false;
  const sum = CITIZEN_WEIGHTS.reduce((all, weight, at) => all + weight * Number(value[at]), 0);
  return CITIZEN_CHECK[sum % 11] === value[17]?.toUpperCase();
}

/** The 15-digit number of before 1999: no check character, so province, date of birth in 19YY and length are all. */
export const isOldCitizenId = (value: string): boolean =>
  /^[1-9]\d{14}$/.test(value) && PROVINCES.has(value.slice(0, 2)) && realDate(`19${value.slice(6, 12)}`);

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** 统一社会信用代码, GB 32100: 18 characters, weights 3^i mod 31. */
export function isUscc(value: string): boolean {
  if (!/^[1-9A-GNY][1-59][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(value)) return false;
  let weight = 1;
  let sum = 0;
  for (let at = 0; at < 17; at += 1) {
    sum += USCC_ALPHABET.indexOf(value[at] ?? '') * weight;
    weight = (weight * 3) % 31;
  }
  return USCC_ALPHABET[(31 - (sum % 31)) % 31] === value[17];
}

/** 组织机构代码, GB 11714: eight characters, a check character by MOD 11. */
export function isOrganisationCode(value: string): boolean {
  const found = /^([0-9A-Z]{8})-?([0-9X])$/.exec(value);
  if (!found?.[1] || !/\d/.test(found[1])) return false;
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = Array.from(found[1]).reduce((all, c, at) => all + Number.parseInt(c, 36) * (weights[at] ?? 0), 0);
  const check = 11 - (sum % 11);
  return (check === 10 ? 'X' : check === 11 ? '0' : String(check)) === found[2];
}

/** Luhn (ISO/IEC 7812-1 annex B). */
function luhn(value: string): boolean {
  let sum = 0;
  for (let place = 0; place < value.length; place += 1) {
    const digit = Number(value[value.length - 1 - place]);
    const doubled = place % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Bank card numbers: 16 to 19 digits, an issuer's first digit, Luhn. */
export const isBankCard = (value: string): boolean => /^(?:[3-6]\d|9\d)\d{14,17}$/.test(value) && luhn(value);

export const isMobile = (value: string): boolean => /^(?:\+?86[- ]?)?1[3-9]\d{9}$/.test(value);

export const isLandline = (value: string): boolean => /^(?:0\d{2,3}[- ]?)[2-8]\d{6,7}(?:[-转]\d{1,6})?$/.test(value);

export const isEmail = (value: string): boolean =>
  /^[\w.%+-]{1,64}@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*\.[A-Za-z]{2,}$/.test(value);

const PROVINCE_CHARACTERS = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const PLATE = new RegExp(
  `^[${PROVINCE_CHARACTERS}][A-HJ-NP-Z][·.]?(?:[A-HJ-NP-Z\\d]{4}[A-HJ-NP-Z\\d挂学警港澳]|[DF][A-HJ-NP-Z\\d]\\d{4}|\\d{5}[DF])$`,
);
/** 机动车号牌, GA 36: five places, or six for new-energy vehicles. */
export const isPlate = (value: string): boolean => PLATE.test(value) && /\d/.test(value.slice(2));

/** 车辆识别代号, GB 16735: seventeen characters without I O Q, check character in the ninth place. */
export function isVin(value: string): boolean {
  if (!/^[A-HJ-NPR-Z\d]{17}$/.test(value) || /^\d{17}$/.test(value)) return false;
  const values: Readonly<Record<string, number>> = Object.fromEntries(
    Array.from('ABCDEFGHJKLMNPRSTUVWXYZ').map((c, at) => [
      c,
      at < 8 ? at + 1 : at < 13 ? at - 7 : at === 13 ? 7 : at === 14 ? 9 : at - 13,
    ]),
  );
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const sum = Array.from(value).reduce((all, c, at) => all + (values[c] ?? Number(c)) * (weights[at] ?? 0), 0);
  return (sum % 11 === 10 ? 'X' : String(sum % 11)) === value[8];
}

/** 普通护照 E/G and two forms of service passports. */
export const isPassport = (value: string): boolean => /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP]E?\d{7,8})$/.test(value);

/** 港澳居民来往内地通行证, 台湾居民来往大陆通行证. */
export const isTravelPermit = (value: string): boolean => /^[HM]\d{8}(?:\d{2})?$/.test(value);

/** 行政区划代码, GB/T 2260: a province, six digits; nine or twelve for streets and villages. */
export const isDivisionCode = (value: string): boolean =>
  /^\d{6}(?:\d{3}|\d{6})?$/.test(value) && PROVINCES.has(value.slice(0, 2));

export const isIpAddress = (value: string): boolean =>
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/.test(value);

/** The hundred family names that nine in ten people bear, and those of two characters. */
const SURNAMES =
  '王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛岳欧左阮柳闫祝柯关焦桂';
const DOUBLE_SURNAMES: ReadonlySet<string> = new Set(
  '欧阳 上官 司马 诸葛 司徒 东方 独孤 南宫 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 轩辕'.split(' '),
);

/** 姓名: two to four Han characters that begin with a family name; alone it proves nothing, many words do. */
export const isPersonName = (value: string): boolean =>
  /^\p{Script=Han}{2,4}$/u.test(value) &&
  (DOUBLE_SURNAMES.has(value.slice(0, 2)) || (value.length <= 3 && SURNAMES.includes(value[0] ?? '')));

/** 住址: an administrative place, and a street, house or village below it. */
export const isAddress = (value: string): boolean =>
  value.length >= 6 &&
  /[省市区县镇乡旗州]/.test(value) &&
  /[路街道巷弄村组社屯寨庄苑园里坊]/.test(value) &&
  /\d|[一二三四五六七八九十]/.test(value) &&
  /[号室栋幢单元楼组队户]/.test(value);

/** 疾病编码, ICD-10 (GB/T 14396): a letter, two digits, perhaps a dotted place. */
export const isIcd10 = (value: string): boolean => /^[A-TV-Z]\d{2}(?:\.[\dxX]\d{0,3}[+*†]?)?$/.test(value);

/** Coordinates of China as longitude or latitude with at least four places. */
export const isLongitude = (value: string): boolean =>
  /^\d{2,3}\.\d{4,}$/.test(value) && Number(value) >= 73 && Number(value) <= 136;
export const isLatitude = (value: string): boolean =>
  /^\d{1,2}\.\d{4,}$/.test(value) && Number(value) >= 3 && Number(value) <= 54;
