import { createWords } from '../area.ts';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

export const useRuleWords = createWords(zhCN, en);
