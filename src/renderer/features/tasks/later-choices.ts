// When somebody says "later", these are the times they mean.

export type LaterChoice = 'inAnHour' | 'thisAfternoon' | 'tomorrow' | 'monday';

const hourMs = 3_600_000;
const afternoonHour = 17;
const morningHour = 10;
const mondayOfWeek = 1;

/** Times after `now` (epoch ms) on this machine's clock, the soonest first; no two of them the same. */
export function laterChoices(now: number): { choice: LaterChoice; at: Date }[] {
  const today = new Date(now);
  const afternoon = atHour(today, 0, afternoonHour);
  const untilMonday = (mondayOfWeek - today.getDay() + 7) % 7 || 7;
  return [
    { choice: 'inAnHour', at: new Date(now + hourMs) } as const,
    // Closer than that, it is the hour above.
    ...(afternoon.getTime() - now > hourMs ? [{ choice: 'thisAfternoon', at: afternoon } as const] : []),
    { choice: 'tomorrow', at: atHour(today, 1, morningHour) } as const,
    ...(untilMonday > 1 ? [{ choice: 'monday', at: atHour(today, untilMonday, morningHour) } as const] : []),
  ];
}

function atHour(from: Date, days: number, hour: number): Date {
  return new Date(from.getFullYear(), from.getMonth(), from.getDate() + days, hour);
}

/** What an `<input type="datetime-local">` shows: this machine's clock, to the minute. */
export function toLocalInput(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
