import { BrowserWindow, type Rectangle, screen, type WebContents } from 'electron';
import type { Host } from '#main/hosts/host.ts';
import { isAppPage, windowAddress, windowNumber } from './appScheme.ts';
import { openWindow } from './windows.ts';

/** More than a desk has screens; a page that opens windows without end comes no further. */
const MOST_WINDOWS = 8;

/**
 * The windows of the wall, each with a number of its own, from 1, which stands in its address so that its page knows what
 * it is to show. All are alike: sandboxed pages of ours, each with its own session with the station.
 */
export class WallWindows {
  readonly #preload: string;
  readonly #host: Host;
  readonly #open = new Map<number, BrowserWindow>();

  constructor(preload: string, host: Host) {
    this.#preload = preload;
    this.#host = host;
  }

  /** Brings a window that is open to the front; with none open, opens the first. */
  showAny(): void {
    this.#show([...this.#open.keys()][0] ?? 1, null);
  }

  /** Opens the window of the lowest number that is not open. */
  showNext(): void {
    for (let number = 1; number <= MOST_WINDOWS; number++) {
      if (this.#open.has(number)) continue;
      this.#show(number, BrowserWindow.getFocusedWindow());
      return;
    }
    this.#host.log('warn', `no more than ${MOST_WINDOWS} windows are opened`);
  }

  /** A page wants to open an address. Another window of the wall is shown; false, and nothing happens, for all else. */
  showWanted(address: string, opener: WebContents): boolean {
    const number = windowNumber(address);
    if (number === null || number > MOST_WINDOWS || !isAppPage(opener.getURL())) return false;
    this.#show(number, BrowserWindow.fromWebContents(opener));
    return true;
  }

  #show(number: number, beside: BrowserWindow | null): void {
    const known = this.#open.get(number);
    if (known !== undefined) {
      if (known.isMinimized()) known.restore();
      known.focus();
      return;
    }
    const window = openWindow(this.#preload, this.#host, windowAddress(number), this.#freeArea(beside));
    this.#open.set(number, window);
    window.once('closed', () => this.#open.delete(number));
  }

  /**
   * All of a display that has none of our windows yet, else of the one after `beside`'s. null on a machine with one display
   * and for the first window: the system places it.
   */
  #freeArea(beside: BrowserWindow | null): Rectangle | null {
    const displays = screen.getAllDisplays();
    if (displays.length < 2 || this.#open.size === 0) return null;
    const displayOf = (window: BrowserWindow): number => screen.getDisplayMatching(window.getBounds()).id;
    const taken = new Set([...this.#open.values()].map(displayOf));
    const after = beside === null ? -1 : displays.findIndex(({ id }) => id === displayOf(beside));
    const chosen = displays.find(({ id }) => !taken.has(id)) ?? displays[(after + 1) % displays.length];
    return chosen?.workArea ?? null;
  }
}
