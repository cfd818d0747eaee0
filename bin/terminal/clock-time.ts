/** A moment as people read it off a clock: `14:10` today, `27 Nov 14:10` on any other day; in this machine's time zone. */
export function clockTime(moment: Date, now: Date): string {
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  if (moment.toDateString() === now.toDateString()) return time;
  return `${moment.getDate()} ${moment.toLocaleString('en-GB', { month: 'short' })} ${time}`;
}

const two = (n: number) => String(n).padStart(2, '0');
