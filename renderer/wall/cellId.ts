/** Id of the cell of a place, for the row that owns it: such lists of ids are parted by blanks. */
export function cellId(key: string): string {
  return `cell-${key.replaceAll(/\s/g, '_')}`;
}
