// Gathers what the bell keeps: missed calls, callbacks that became due, messages that did not arrive.
import { i18n } from '../i18n/i18n.ts';
import {
  addNotices,
  clearNotices,
  dropAnswered,
  dueNotice,
  missedCalls,
  undeliveredMessages,
} from '../stores/notices.ts';
import { phone } from '../stores/phone.ts';
import { openView } from '../stores/preferences.ts';
import { reminders, selectLatestReminder } from '../stores/reminders.ts';
import { session } from '../stores/session.ts';
import { work } from '../stores/work.ts';
import { notify } from './notifications.ts';

/** Watches until the page goes; whoever signs in finds no other person's notices. */
export function watchNotices(): void {
  phone.subscribe(({ state }) => {
    dropAnswered(state);
    addNotices(missedCalls(state));
  });
  work.subscribe(({ tasks }, before) => {
    if (tasks !== before.tasks) addNotices(undeliveredMessages(tasks, Date.now()));
  });
  reminders.subscribe((state, before) => {
    const due = selectLatestReminder(state);
    if (!due || due === selectLatestReminder(before)) return;
    addNotices([dueNotice(due)]);
    const title = i18n.t('tasks.nowDue', { name: due.leadName });
    notify({ tag: `due ${due.id}`, title, body: due.title, onClick: () => openView('tasks') });
  });
  session.subscribe(({ session: now }, { session: before }) => {
    if (now.phase !== 'signed-in' && before.phase === 'signed-in') clearNotices();
  });
}
