/** Dates as the district reads them: local time is UTC+8, whatever the clock of this computer says. */
const parts = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});

/** `2026-03-02 10:00` */
export function moment(at: string): string {
  return parts.format(new Date(at));
}

/** `2026-03-02` */
export function day(at: string): string {
  return moment(at).slice(0, 10);
}

/** A rate with two decimals, as figures are printed; `null` where there is nothing to divide by. */
export function rate(numerator: number, denominator: number | null | undefined): string | null {
  return denominator ? `${((numerator / denominator) * 100).toFixed(2)}%` : null;
}
