import { createWords } from '../area.ts';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

export const useExclusionWords = createWords(zhCN, en);
