/** Items of a list that are made text together. */
const ITEMS = 50;

/** A list as JSON, a piece at a time. */
export function* listPieces(items: readonly unknown[]): Generator<string> {
  yield '[';
  for (let from = 0; from < items.length; from += ITEMS) {
    const text = JSON.stringify(items.slice(from, from + ITEMS)).slice(1, -1);
    yield from === 0 ? text : `,${text}`;
  }
  yield ']';
}
