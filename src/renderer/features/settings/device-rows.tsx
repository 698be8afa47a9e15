// Which microphone, which headset, and where it rings: three choices, because the headset often lies on the desk.
import { NativeSelect } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { preferences, type Devices } from '../../stores/preferences.ts';
import { Row } from './row.tsx';

const kinds = { microphone: 'audioinput', headset: 'audiooutput', ringer: 'audiooutput' } as const;

/** `microphone` is what is known of the microphone in use, beside its choice. */
export function DeviceRows({ microphone }: { microphone: ReactNode }) {
  const devices = useAudioDevices();
  return (
    <>
      <DeviceRow which="microphone" devices={devices}>
        {microphone}
      </DeviceRow>
      <DeviceRow which="headset" devices={devices} />
      <DeviceRow which="ringer" devices={devices} />
    </>
  );
}

interface DeviceRowProps {
  which: keyof Devices;
  devices: MediaDeviceInfo[];
  children?: ReactNode;
}

function DeviceRow({ which, devices, children }: DeviceRowProps) {
  const { t } = useWords();
  const chosen = useStore(preferences, (state) => state.devices[which]);
  const choices = devices.filter(({ kind, deviceId }) => kind === kinds[which] && isReal(deviceId));
  const options = choices.map(({ deviceId, label }, index) => ({
    value: deviceId,
    label: label || t('devices.unnamed', { number: index + 1 }),
  }));
  return (
    <Row title={t(`devices.${which}`)}>
      <NativeSelect
        aria-label={t(`devices.${which}`)}
        data-testid={`device-${which}`}
        w={220}
        flex="none"
        // One that was chosen and is unplugged stays chosen: it comes back with its plug.
        value={options.some(({ value }) => value === chosen) ? chosen : ''}
        data={[{ value: '', label: t('devices.system') }, ...options]}
        onChange={(event) => choose(which, event.currentTarget.value || undefined)}
      />
      {children}
    </Row>
  );
}

function choose(which: keyof Devices, deviceId: string | undefined): void {
  preferences.setState(({ devices }) => ({ devices: { ...devices, [which]: deviceId } }));
}

/** The system's own choice has an entry of its own. */
const isReal = (deviceId: string): boolean => !['', 'default', 'communications'].includes(deviceId);

function useAudioDevices(): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const read = () => void navigator.mediaDevices?.enumerateDevices().then(setDevices, () => setDevices([]));
    read();
    navigator.mediaDevices?.addEventListener('devicechange', read);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', read);
  }, []);
  return devices;
}
