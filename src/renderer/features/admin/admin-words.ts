// What administration says when a change did not go through, for `useAttempt`.
import type { Translate } from '../../i18n/use-words.ts';

export const adminFailed = (t: Translate, reason: string): string => t('admin.actFailed', { reason });
