import { readLanguage } from './translate.ts';

export { setLanguage, type Language } from './translate.ts';

document.documentElement.lang = readLanguage();
