// The few things one person may want otherwise, in four parts.
import { SegmentedControl } from '@mantine/core';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import page from '../../ui/page.module.css';
import { Diagnostics } from '../diagnostics/diagnostics.tsx';
import { AudioSettings } from './audio-settings.tsx';
import { GeneralSettings } from './general-settings.tsx';
import { RingSettings } from './ring-settings.tsx';
import { settingsPart, settingsParts, type SettingsPart } from './settings-part.ts';

export function SettingsPage() {
  const { t } = useWords();
  const part = useStore(settingsPart, (state) => state.part);
  return (
    <div className={page.page}>
      <div className={page.title}>
        <h1>{t('settings.title')}</h1>
        <SegmentedControl
          className={page.push}
          aria-label={t('diagnostics.tabs')}
          value={part}
          onChange={(value) => settingsPart.setState({ part: value as SettingsPart })}
          data={settingsParts.map((value) => ({ value, label: t(`station.parts.${value}`) }))}
        />
      </div>
      {/* Scrolls, so the keyboard has to reach it. */}
      <div className={page.body} tabIndex={0} role="region" aria-label={t(`station.parts.${part}`)}>
        {part === 'general' && <GeneralSettings />}
        {part === 'audio' && <AudioSettings />}
        {part === 'ring' && <RingSettings />}
        {part === 'diagnostics' && <Diagnostics />}
      </div>
    </div>
  );
}
