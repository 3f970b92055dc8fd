import { createWords } from '../area.ts';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

export const useKeepingWords = createWords(zhCN, en);
