/** Where a key leads in the grid: to a tile of this page, or to another page. null: the key is not the grid's. */
export type GridMove =
  | { readonly kind: 'tile'; readonly index: number }
  | { readonly kind: 'page'; readonly by: 1 | -1 }
  | null;

/**
 * What a key does on a page of `count` tiles in `columns` columns while tile `index` has the focus. With Alt the tile is
 * taken along, so the same answer says with which tile it changes places.
 */
export function gridMove(key: string, index: number, count: number, columns: number): GridMove {
  const to = (next: number): GridMove => ({ kind: 'tile', index: next < 0 || next >= count ? index : next });
  switch (key) {
    case 'ArrowRight':
      return to(index + 1);
    case 'ArrowLeft':
      return to(index - 1);
    case 'ArrowDown':
      return to(index + columns);
    case 'ArrowUp':
      return to(index - columns);
    case 'Home':
      return to(0);
    case 'End':
      return to(count - 1);
    case 'PageDown':
      return { kind: 'page', by: 1 };
    case 'PageUp':
      return { kind: 'page', by: -1 };
    default:
      return null;
  }
}
