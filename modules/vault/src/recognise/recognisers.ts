import * as is from './identifiers.ts';

export type Protection = {
  readonly role: 'direct-identifier' | 'entity-key' | 'quasi-identifier' | 'sensitive' | 'other';
  readonly entity?: string;
  readonly grade: 1 | 2 | 3 | 4;
};

/**
 * What the values or the name of a column say it is, and the protection that goes with it (GB/T 43697, 就高从严).
 * Whole values are matched, never parts; a word in a name counts as a word, so that `academic_year_code` is no CVV.
 */
export interface Recogniser {
  readonly name: string;
  readonly title: string;
  readonly matches?: (value: string) => boolean;
  /** Words of a Chinese title or an identifier's parts that say the same. */
  readonly words: readonly string[];
  /** Words that say it is something else, however well the values fit: a count of mobile phones is no phone number. */
  readonly unless?: readonly string[];
  /** Values prove it alone; others need a word in the name as well. */
  readonly provesAlone: boolean;
  /** Has a check character: a value that fits is no accident. */
  readonly isChecked?: boolean;
  /** The word in the name is enough, since its values have too many forms. */
  readonly nameSays?: boolean;
  readonly protection: Protection;
  /** Code of the standard element, where there is one. */
  readonly element?: string;
}

const person = (grade: 3 | 4): Protection => ({ role: 'direct-identifier', grade });

/** Checked in this order: what a checksum proves comes before what a form suggests. */
export const recognisers: readonly Recogniser[] = [
  {
    name: 'citizen-id',
    title: '公民身份号码',
    matches: is.isCitizenId,
    words: [
      '身份证',
      '公民身份',
      '身份号码',
      '证件号',
      'citizen id',
      'id card',
      'idcard',
      'sfzh',
      'sfz',
      'gmsfhm',
      'zjhm',
    ],
    unless: ['类型', '名称', '类别', '有效期', '机关', 'type'],
    provesAlone: true,
    isChecked: true,
    protection: { role: 'entity-key', entity: 'person', grade: 4 },
    element: 'citizen-id',
  },
  {
    name: 'uscc',
    title: '统一社会信用代码',
    matches: is.isUscc,
    words: ['统一社会信用代码', '社会信用代码', '信用代码', 'uscc', 'tyshxydm', 'credit code'],
    provesAlone: true,
    isChecked: true,
    protection: { role: 'entity-key', entity: 'enterprise', grade: 2 },
    element: 'uscc',
  },
  {
    name: 'bank-card',
    title: '银行卡号',
    matches: is.isBankCard,
    words: ['银行卡', '银行账号', '银行帐号', '卡号', '账号', '帐号', 'bank card', 'bank account', 'yhkh', 'yhzh'],
    unless: ['名称', '类型', '用户', 'type', 'name'],
    provesAlone: true,
    protection: person(4),
    element: 'bank-card',
  },
  {
    name: 'old-citizen-id',
    title: '公民身份号码（15 位）',
    matches: is.isOldCitizenId,
    words: ['身份证', '公民身份', '证件号', 'id card', 'sfzh', 'zjhm'],
    provesAlone: false,
    protection: { role: 'entity-key', entity: 'person', grade: 4 },
    element: 'citizen-id',
  },
  {
    name: 'vin',
    title: '车辆识别代号',
    matches: is.isVin,
    words: ['车架号', '识别代号', 'vin', 'clsbdh'],
    provesAlone: true,
    isChecked: true,
    protection: { role: 'entity-key', entity: 'vehicle', grade: 3 },
  },
  {
    name: 'plate',
    title: '机动车号牌',
    matches: is.isPlate,
    words: ['车牌', '号牌', 'plate', 'cphm', 'hphm'],
    unless: ['种类', '类型', '颜色', 'type', 'colour', 'color'],
    provesAlone: true,
    protection: { role: 'entity-key', entity: 'vehicle', grade: 3 },
    element: 'plate',
  },
  {
    name: 'mobile',
    title: '手机号码',
    matches: is.isMobile,
    words: [
      '手机',
      '移动电话',
      '联系电话',
      '联系方式',
      '电话',
      'mobile',
      'phone',
      'telephone',
      'tel',
      'sjh',
      'lxdh',
      'dh',
    ],
    unless: ['数量', '用户数', '普及率', '次数', '品牌', '型号', '客户端', 'count', 'number of', 'brand'],
    provesAlone: true,
    protection: person(3),
    element: 'mobile',
  },
  {
    name: 'landline',
    title: '固定电话',
    matches: is.isLandline,
    words: ['电话', '联系方式', '传真', 'phone', 'telephone', 'tel', 'fax', 'lxdh', 'dh'],
    unless: ['数量', '用户数', '普及率', '次数', 'count'],
    provesAlone: false,
    protection: { role: 'other', grade: 2 },
  },
  {
    name: 'e-mail',
    title: '电子邮箱',
    matches: is.isEmail,
    words: ['邮箱', '电子邮件', 'email', 'e mail', 'mail', 'dzyx'],
    provesAlone: true,
    protection: person(3),
    element: 'e-mail',
  },
  {
    name: 'passport',
    title: '护照号码',
    matches: is.isPassport,
    words: ['护照', 'passport', 'hzhm'],
    provesAlone: false,
    protection: person(4),
  },
  {
    name: 'travel-permit',
    title: '港澳台居民通行证号',
    matches: is.isTravelPermit,
    words: ['通行证', '港澳台', '台胞证', '回乡证', 'travel permit'],
    provesAlone: false,
    protection: person(4),
  },
  {
    name: 'organisation-code',
    title: '组织机构代码',
    matches: is.isOrganisationCode,
    words: ['组织机构代码', '机构代码', 'organisation code', 'zzjgdm'],
    provesAlone: false,
    protection: { role: 'entity-key', entity: 'enterprise', grade: 2 },
  },
  {
    name: 'address',
    title: '详细地址',
    matches: is.isAddress,
    words: ['住址', '地址', '住所', '户籍地', '居住地', 'address', 'zz', 'dz', 'jtzz'],
    unless: ['网址', '网络', '邮箱', '类型', '代码', 'ip', 'url', 'mac', 'type'],
    provesAlone: false,
    nameSays: true,
    protection: { role: 'quasi-identifier', grade: 3 },
    element: 'address',
  },
  {
    name: 'person-name',
    title: '姓名',
    matches: is.isPersonName,
    words: [
      '姓名',
      '患者名',
      '联系人',
      '法定代表人',
      '法人代表',
      '负责人',
      '经办人',
      '户主',
      '申请人',
      'person name',
      'full name',
      'xm',
      'fddbr',
      'fzr',
    ],
    unless: ['单位', '公司', '企业', '机构', '身份', '证件', '电话', '手机', '类型', '号码', '职务', '数量', '人数'],
    provesAlone: false,
    nameSays: true,
    protection: { role: 'direct-identifier', grade: 3 },
    element: 'person-name',
  },
  {
    name: 'diagnosis-code',
    title: '疾病编码',
    matches: is.isIcd10,
    words: ['疾病', '诊断', 'icd', 'diagnosis', 'zd'],
    provesAlone: false,
    protection: { role: 'sensitive', grade: 4 },
    element: 'icd-10',
  },
  {
    name: 'diagnosis',
    title: '诊断或病历',
    words: ['诊断', '病历', '病史', '主诉', '过敏史', 'diagnosis', 'medical history'],
    unless: ['机构', '医院', '时间', '日期', '费', '次数', '人数', '设备', '体系', 'system', 'date'],
    provesAlone: false,
    protection: { role: 'sensitive', grade: 4 },
  },
  {
    name: 'longitude',
    title: '经度',
    matches: is.isLongitude,
    words: ['经度', 'longitude', 'lng', 'lon', 'jd'],
    provesAlone: false,
    protection: { role: 'other', grade: 2 },
  },
  {
    name: 'latitude',
    title: '纬度',
    matches: is.isLatitude,
    words: ['纬度', 'latitude', 'lat', 'wd'],
    provesAlone: false,
    protection: { role: 'other', grade: 2 },
  },
  {
    name: 'ip-address',
    title: '网络地址',
    matches: is.isIpAddress,
    words: ['ip地址', 'ip', 'ip address'],
    provesAlone: true,
    protection: { role: 'quasi-identifier', grade: 3 },
  },
  {
    name: 'division-code',
    title: '行政区划代码',
    matches: is.isDivisionCode,
    words: ['行政区划', '区划代码', '区划编码', '行政区代码', 'division code', 'adcode', 'xzqh', 'xzqhdm'],
    provesAlone: false,
    protection: { role: 'quasi-identifier', grade: 2 },
    element: 'division-code',
  },
  {
    name: 'birth-date',
    title: '出生日期',
    words: ['出生日期', '出生年月', '生日', 'birth date', 'birthday', 'date of birth', 'csrq'],
    provesAlone: false,
    protection: { role: 'quasi-identifier', grade: 3 },
  },
];
