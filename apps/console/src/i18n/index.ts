import { readLanguage } from './translate.ts';

export { setLanguage } from './translate.ts';

document.documentElement.lang = readLanguage();
