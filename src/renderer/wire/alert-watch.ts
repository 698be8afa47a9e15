// A limit that breaks is told where a supervisor looks: on the bell, and by the operating system where they asked for it.
import type { Alert } from '../../shared/board.ts';
import { i18n } from '../i18n/i18n.ts';
import { alertInWords } from '../i18n/alert-words.ts';
import { board, type BoardState } from '../stores/board.ts';
import { addNotices, dropAlerts } from '../stores/notices.ts';
import { openView } from '../stores/preferences.ts';
import { notify } from './notifications.ts';

/** `begin`: what stood already when somebody came is no news; it is on the bell and disturbs nobody. */
export function watchAlerts(): { begin: () => void; stop: () => void } {
  const known = new Set<string>();
  let hasBegun = false;
  const stop = board.subscribe((state, before) => {
    if (!hasBegun || state.alerts === before.alerts) return;
    const fresh = state.alerts.filter(({ id }) => !known.has(id));
    for (const alert of fresh) {
      known.add(alert.id);
      if (wantsDesktop(state, alert)) tellSystem(alert);
    }
    keepOnBell(state.alerts);
  });
  return {
    begin: () => {
      const { alerts } = board.getState();
      if (!hasBegun) for (const { id } of alerts) known.add(id);
      hasBegun = true;
      keepOnBell(alerts);
    },
    stop,
  };
}

/** What is over is taken off the bell: it says what wants looking at. */
function keepOnBell(alerts: readonly Alert[]): void {
  dropAlerts(alerts.map(({ id }) => id));
  addNotices(
    alerts.map((alert) => ({
      ...{ id: `alert ${alert.id}`, at: Date.parse(alert.since), read: false },
      ...{ kind: 'alert', alert },
    })),
  );
}

const wantsDesktop = ({ thresholds }: BoardState, { key }: Alert): boolean =>
  thresholds.some((one) => one.key === key && one.notify.includes('desktop'));

function tellSystem(alert: Alert): void {
  const { title, body } = alertInWords(alert, i18n.t);
  notify({ tag: `alert ${alert.id}`, title, body, inHost: true, onClick: () => openView('board') });
}
