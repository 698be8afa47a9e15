/** Keys that answer and hang up wherever the person is typing; what another program has already is told. */
import type { ConsolePreferences, PreferencesInForce } from '../shared/ipc.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { MainLog } from './main-log.ts';
import type { PhoneActions } from './phone-actions.ts';

type KeyName = PreferencesInForce['takenKeys'][number];

export interface GlobalKeys {
  /** Takes the keys of these preferences, gives the old ones back, and says which could not be had. */
  follow: (preferences: Pick<ConsolePreferences, KeyName>) => KeyName[];
  release: () => void;
}

export function createGlobalKeys(
  parts: Pick<ElectronParts, 'globalShortcut'>,
  actions: Pick<PhoneActions, 'answer' | 'hangUp'>,
  log: MainLog,
): GlobalKeys {
  const held = new Map<KeyName, string>();
  let wanted = '';
  let taken: KeyName[] = [];
  const does: Record<KeyName, () => void> = {
    answerKey: () => void actions.answer(),
    hangUpKey: () => void actions.hangUp(),
  };
  const release = (): void => {
    for (const accelerator of held.values()) parts.globalShortcut().unregister(accelerator);
    held.clear();
  };
  const take = (name: KeyName, accelerator: string): boolean => {
    if (accelerator === '') return true;
    if (!register(parts, accelerator, does[name])) {
      log({ event: 'key taken', key: name, accelerator });
      return false;
    }
    held.set(name, accelerator);
    return true;
  };
  return {
    follow: ({ answerKey, hangUpKey }) => {
      const now = `${answerKey}\n${hangUpKey}`;
      if (now === wanted) return taken;
      wanted = now;
      release();
      const isAnswer = take('answerKey', answerKey);
      const isHangUp = take('hangUpKey', hangUpKey);
      taken = [...(isAnswer ? [] : (['answerKey'] as const)), ...(isHangUp ? [] : (['hangUpKey'] as const))];
      return taken;
    },
    release,
  };
}

/** False where another program has it; a text that is no key at all throws in Electron, and cannot be had either. */
function register(
  { globalShortcut }: Pick<ElectronParts, 'globalShortcut'>,
  accelerator: string,
  press: () => void,
): boolean {
  try {
    return globalShortcut().register(accelerator, press);
  } catch {
    return false;
  }
}
