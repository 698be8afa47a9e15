/** When a visit is to be confirmed: while it can still be put off, and never at a moment that has passed already. */

const hourMs = 3_600_000;
/** How long before the visit, the best first. */
const aheadMs = [24 * hourMs, 3 * hourMs, hourMs];
/** Time to see the task and to act on it. */
const noticeMs = 15 * 60_000;

/**
 * A day before the visit; for one that is sooner three hours, or one hour before. Undefined where even that is less
 * than a quarter of an hour away: whoever has just booked a visit for the next hour is coming.
 */
export function confirmationDue(startsAt: Date, now: Date): Date | undefined {
  return aheadMs
    .map((ahead) => new Date(startsAt.getTime() - ahead))
    .find((due) => due.getTime() - now.getTime() >= noticeMs);
}
