// Light, dark, or as the system has it.
import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useWords } from '../../i18n/use-words.ts';
import { IconButton } from '../../ui/button.tsx';

export const schemes = ['light', 'dark', 'auto'] as const;
const icons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

export function SchemeSwitch() {
  const { t } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Shown = icons[colorScheme];
  return (
    <Menu position="bottom-end" width={192}>
      <Menu.Target>
        <IconButton label={t('menu.scheme')} data-testid="scheme-switch">
          <Shown stroke={1.5} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('menu.scheme')}</Menu.Label>
        {schemes.map((scheme) => {
          const Icon = icons[scheme];
          return (
            <Menu.Item
              key={scheme}
              leftSection={<Icon size={16} stroke={1.5} aria-hidden />}
              rightSection={scheme === colorScheme && <IconCheck size={14} stroke={1.5} aria-hidden />}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`menu.${scheme}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
