// The microphone is asked for once and kept, with its track off between calls, so that answering never waits for it.
import type { Microphone } from '../stores/connection.ts';

export interface MicrophoneSource {
  /** The track in use, or undefined while there is none. */
  track: () => MediaStreamTrack | undefined;
  /** Asks (again) for a microphone; tells the outcome by `onChange`. */
  ask: () => Promise<void>;
  setOpen: (open: boolean) => void;
  /** Takes this microphone from now on (`MediaDeviceInfo.deviceId`); undefined: the system's. */
  useDevice: (deviceId: string | undefined) => void;
}

/** `onChange` hears every change of state, with the track to send from now on. */
export function openMicrophone(
  onChange: (state: Microphone, track: MediaStreamTrack | undefined) => void,
  deviceNow?: string,
): MicrophoneSource {
  let track: MediaStreamTrack | undefined;
  let open = false;
  let device = deviceNow;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    onChange('asking', track);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          ...{ echoCancellation: true, noiseSuppression: true, autoGainControl: true },
          // Not `exact`: a headset left at home must not leave its owner without a microphone.
          ...(device !== undefined && { deviceId: { ideal: device } }),
        },
      });
      take(stream.getAudioTracks()[0]);
    } catch (cause) {
      track = undefined;
      onChange(isRefusal(cause) ? 'denied' : 'missing', undefined);
    }
  }

  function take(next: MediaStreamTrack | undefined): void {
    track?.stop();
    track = next;
    if (!track) return onChange('missing', undefined);
    track.enabled = open; // off: the browser sends silence and nobody listens (phone.md, trap 10)
    track.onended = () => askOnce(); // unplugged: take what is left
    onChange('ready', track);
  }

  function askOnce(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  followPermission(() => {
    if (!track) void askOnce();
  });
  return {
    track: () => track,
    ask: askOnce,
    setOpen: (next) => {
      open = next;
      if (track) track.enabled = next;
    },
    useDevice: (deviceId) => {
      if (deviceId === device) return;
      device = deviceId;
      if (track) void askOnce();
    },
  };
}

function isRefusal(cause: unknown): boolean {
  return (
    cause instanceof DOMException && (cause.name === 'NotAllowedError' || cause.name === 'SecurityError')
  );
}

/** A permission granted later, or a microphone plugged in, needs no click. */
function followPermission(retry: () => void): void {
  navigator.mediaDevices?.addEventListener('devicechange', retry);
  void navigator.permissions
    ?.query({ name: 'microphone' as PermissionName })
    .then((permission) => {
      permission.onchange = () => {
        if (permission.state === 'granted') retry();
      };
    })
    .catch(() => undefined); // a browser that does not know the name: the button remains
}
