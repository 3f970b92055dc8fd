import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

export type Language = 'zh-CN' | 'en';

const KEY = 'sluice.language';

function keptLanguage(): Language {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === 'en' || kept === 'zh-CN') return kept;
  } catch {
    // storage may be forbidden; Chinese is the first language then
  }
  return navigator.language.startsWith('zh') || !navigator.language.startsWith('en') ? 'zh-CN' : 'en';
}

export function setLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.title = language === 'en' ? 'Sluice 数闸' : '数闸 Sluice';
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // not kept where storage is forbidden
  }
  void i18next.changeLanguage(language);
}

void i18next.use(initReactI18next).init({
  lng: keptLanguage(),
  fallbackLng: 'zh-CN',
  resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
  interpolation: { escapeValue: false },
});
document.documentElement.lang = i18next.language;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zhCN };
  }
}
