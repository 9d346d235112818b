import type { RecentEvent } from './recentView.ts';

/** Factor of one press of + or -. */
export const KEY_ZOOM = 1.5;

/** What a key does here; null: nothing. */
export function recentKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  onButton: boolean,
  cursorMs: number | null,
): RecentEvent | { readonly type: 'cursor'; readonly by: number } | null {
  switch (key) {
    case 'ArrowLeft':
      return shiftKey ? { type: 'cursor', by: -1 } : { type: 'step', by: -1 };
    case 'ArrowRight':
      return shiftKey ? { type: 'cursor', by: 1 } : { type: 'step', by: 1 };
    case '+':
    case '=':
      return { type: 'zoom', atMs: cursorMs, factor: 1 / KEY_ZOOM };
    case '-':
    case '_':
      return { type: 'zoom', atMs: cursorMs, factor: KEY_ZOOM };
    case 'Home':
      return { type: 'whole' };
    case ' ':
    case 'Enter':
      return onButton || cursorMs === null ? null : { type: 'click', atMs: cursorMs };
    case 'Escape':
      return { type: 'escape' };
    default:
      return null;
  }
}
