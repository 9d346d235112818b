/** A length of time as `mm:ss`, or `h:mm:ss` from an hour on. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`;
}

/** Time of day, `hh:mm` or `hh:mm:ss`, in the zone of the machine the wall stands on. */
export function timeOfDay(timeMs: number, withSeconds = false): string {
  const time = new Date(timeMs);
  const parts = [time.getHours(), time.getMinutes(), ...(withSeconds ? [time.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A moment of the last days, `26 Nov 05:12`, in the zone of the machine the wall stands on. */
export function dayAndTime(timeMs: number): string {
  const time = new Date(timeMs);
  return `${time.getDate()} ${MONTHS[time.getMonth()]} ${timeOfDay(timeMs)}`;
}
