/** Number of a window from the query of its address (`?window=2`): 1 where none, or nonsense, is given. */
export function windowNumber(query: string): number {
  const number = Number(new URLSearchParams(query).get('window') ?? '1');
  return Number.isInteger(number) && number >= 1 && number <= 99 ? number : 1;
}

/** Whether the address asks for the charge nurse's overview (`?view=charge`). */
export function opensCharge(query: string): boolean {
  return new URLSearchParams(query).get('view') === 'charge';
}

/** Address of another window of the same wall. */
export function windowAddress(address: string, number: number): string {
  const url = new URL(address);
  url.searchParams.set('window', String(number));
  url.hash = '';
  return url.href;
}

/** Title of a window. */
export function windowTitle(number: number): string {
  return number === 1 ? 'Vigil' : `Vigil · window ${number}`;
}
