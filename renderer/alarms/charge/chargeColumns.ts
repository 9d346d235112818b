/** How much wider than high the ward's part of the page is, and a cell is best. */
const PAGE_ASPECT = 1.42;
const CELL_ASPECT = 1.5;

/** Columns of the overview for so many beds: 8 for 64. At least 1. */
export function chargeColumns(beds: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((beds * PAGE_ASPECT) / CELL_ASPECT)));
}
