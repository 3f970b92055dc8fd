import type { Words } from '../area.ts';
import type { zhCN } from './zh-cn.ts';

export const en: Words<typeof zhCN> = {};
