import { ConfigProvider, theme as kit, type ThemeConfig } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useMemo, type ReactNode } from 'react';
import { useLanguage } from '../i18n/area.ts';
import { useDisplay, type Display } from '../shell/display.ts';
import { readToken } from './read-token.ts';

/** The component library's own tokens, all taken from the one token sheet (tokens.css) as it stands now. */
function themeFrom({ theme, density }: Display): ThemeConfig {
  return {
    cssVar: { key: 'sluice' },
    hashed: false,
    algorithm: [
      theme === 'dark' ? kit.darkAlgorithm : kit.defaultAlgorithm,
      ...(density === 'compact' ? [kit.compactAlgorithm] : []),
    ],
    token: {
      colorPrimary: readToken('button'),
      colorInfo: readToken('brand'),
      colorLink: readToken('link'),
      colorSuccess: readToken('ok'),
      colorWarning: readToken('warn'),
      colorError: readToken('bad'),
      colorText: readToken('text'),
      colorTextSecondary: readToken('text-2'),
      colorTextTertiary: readToken('text-3'),
      colorTextPlaceholder: readToken('text-3'),
      colorTextDescription: readToken('text-3'),
      colorIcon: readToken('text-3'),
      colorBgLayout: readToken('page'),
      colorBgContainer: readToken('panel'),
      colorBgElevated: readToken('raised'),
      colorBorder: readToken('line-strong'),
      colorBorderSecondary: readToken('line'),
      colorSplit: readToken('line'),
      fontFamily: 'var(--font)',
      fontFamilyCode: 'var(--mono)',
      fontSize: 14,
      borderRadius: 6,
      borderRadiusLG: 10,
      controlHeight: density === 'compact' ? 28 : 32,
      wireframe: false,
    },
  };
}

/** Controls of the component library in this product's look, in the reader's language. Working pages only. */
export function KitTheme(props: { readonly children: ReactNode }) {
  const display = useDisplay();
  const language = useLanguage();
  const { theme, density, access } = display;
  const config = useMemo(() => themeFrom({ theme, density, access }), [theme, density, access]);
  return (
    <ConfigProvider theme={config} locale={language === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      {props.children}
    </ConfigProvider>
  );
}
