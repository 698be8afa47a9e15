/** The page may hear the microphone. Whatever else a page can ask for, it does not get. */
import type { PageSession } from './electron-parts.ts';
import { pageOrigin } from './page-protocol.ts';

/** Refuses everything but the microphone, and that to anybody but the console's own page. */
export function guardPermissions(session: PageSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isMicrophone =
      permission === 'media' && kinds.length > 0 && kinds.every((kind) => kind === 'audio');
    answer(isMicrophone && details.isMainFrame && isOurPage(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const isMicrophone = permission === 'media' && details.mediaType !== 'video';
    return isMicrophone && isOurPage(origin);
  });
  session.setDevicePermissionHandler(() => false);
}

/** Whether an address, or an origin, is the console's page. */
export function isOurPage(url: string): boolean {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`);
}
