/** What acts in the platform itself, in words of a reader. */
const zh: Readonly<Record<string, string>> = {
  audit: '存证审计',
  authorization: '授权办理',
  cases: '办件流转',
  destruction: '数据销毁',
  gate: '闸门',
  'grant-end': '授权到期处理',
  ledger: '存证日志',
  product: '产品',
  'public-door': '公众入口',
  restore: '恢复',
  'security-log': '安全日志',
  setup: '初始设置',
  trading: '交易',
  vault: '数据归集',
  witness: '见证',
};

const en: Readonly<Record<string, string>> = {
  audit: 'audit of the log',
  authorization: 'authorization',
  cases: 'case handling',
  destruction: 'destruction of data',
  gate: 'gate',
  'grant-end': 'end of grants',
  ledger: 'evidence log',
  product: 'products',
  'public-door': 'public door',
  restore: 'restore',
  'security-log': 'security log',
  setup: 'first set-up',
  trading: 'trading',
  vault: 'data gathering',
  witness: 'witness',
};

/** Name of a part of the platform that acted by itself. */
export const wordPart = (part: string, language: string): string => (language === 'en' ? en : zh)[part] ?? part;
