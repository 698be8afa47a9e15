// Which part of the settings is open: others lead into one of them.
import { create } from 'zustand';
import { openView } from '../../stores/preferences.ts';

export const settingsParts = ['general', 'audio', 'ring', 'diagnostics'] as const;
export type SettingsPart = (typeof settingsParts)[number];

export const settingsPart = create<{ part: SettingsPart }>()(() => ({ part: 'general' }));

/** Opens the settings at a part. */
export function openSettings(part: SettingsPart): void {
  settingsPart.setState({ part });
  openView('settings');
}
