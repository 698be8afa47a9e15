/** What the page may have of the machine: the microphone, its loudspeakers, notifications, a headset's buttons, the whole screen. */
import type { HIDDevice } from 'electron';
import type { PageSession } from './electron-parts.ts';
import { pageOrigin } from './page-protocol.ts';

/** HID usage tables §11: what a headset's hook switch and mute key belong to. */
const telephonyUsagePage = 0x0b;
/** Whatever else Chromium knows is refused. `media` is the microphone only, see below. */
const granted = new Set([
  'notifications',
  'hid',
  'speaker-selection',
  'clipboard-sanitized-write',
  'fullscreen',
]);

/** Refuses everything else, and everything to anybody but the console's own page. */
export function guardPermissions(session: PageSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isMicrophone =
      permission === 'media' && kinds.length > 0 && kinds.every((kind) => kind === 'audio');
    const isKnown = isMicrophone || granted.has(permission);
    answer(isKnown && details.isMainFrame && isOurPage(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const isMicrophone = permission === 'media' && details.mediaType !== 'video';
    return (isMicrophone || granted.has(permission)) && isOurPage(origin);
  });
  session.setDevicePermissionHandler(
    ({ deviceType, origin, device }) =>
      deviceType === 'hid' && isOurPage(origin) && 'collections' in device && isTelephone(device),
  );
  // Electron has no dialog of its own to choose a device: the first telephone is the headset.
  session.on('select-hid-device', (event, { deviceList, frame }, choose) => {
    event.preventDefault();
    const isOurs = frame !== null && isOurPage(frame.url);
    choose(isOurs ? deviceList.find(isTelephone)?.deviceId : undefined);
  });
}

const isTelephone = ({ collections }: Pick<HIDDevice, 'collections'>): boolean =>
  collections.some(({ usagePage }) => usagePage === telephonyUsagePage);

/** Whether an address, or an origin, is the console's page. */
export function isOurPage(url: string): boolean {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`);
}
