import { BehaviorSubject } from 'rxjs';
import { Keeper, type KeptStorage } from '#renderer/kept/keeper.ts';
import { type Arrangement, arrange } from './arrange.ts';
import { afterEdit, type OrderEdit } from './order.ts';
import type { Place } from './places.ts';
import type { WavesABed } from './tileLayout.ts';

export const BEDS_A_PAGE = ['auto', 4, 8, 16, 32, 64, 128, 256] as const;
export const WAVES_A_BED = ['auto', 1, 2, 3, 4, 5, 6] as const satisfies readonly WavesABed[];
/** Seconds; 0: off. */
export const CAROUSEL_SECONDS = [0, 10, 20, 30, 60] as const;

/** How one window shows a ward. */
export interface Layout extends Arrangement {
  readonly bedsAPage: (typeof BEDS_A_PAGE)[number];
  readonly wavesABed: WavesABed;
  readonly carouselS: (typeof CAROUSEL_SECONDS)[number];
  /** A region at the right that shows the bed with the most urgent alarm. */
  readonly spotlight: boolean;
  /** The alarm list beside the beds. */
  readonly rail: boolean;
}

export const defaultLayout: Layout = {
  order: [],
  names: {},
  hidden: [],
  bedsAPage: 'auto',
  wavesABed: 'auto',
  carouselS: 0,
  spotlight: false,
  rail: true,
};

/** The layout in use, and what else there is to choose. */
export interface LayoutState {
  readonly layout: Layout;
  /** Name of the layout in use; '' is the default one. */
  readonly name: string;
  /** Names somebody made, in order of making. */
  readonly names: readonly string[];
  /** Whether the last change of order can be taken back. */
  readonly canUndo: boolean;
  /** Layouts found in this browser that could not be read and were left out. */
  readonly refused: number;
  /** Why the last change was not kept; '' while all was. */
  readonly trouble: string;
}

const VERSION = 1;
const PREFIX = 'vigil.layout';
const LONGEST_NAME = 40;
const MOST_NAMES = 50;
const MOST_BEDS = 4096;

/**
 * The layouts of one window, kept in the browser by ward (the set of gateways), by name and by number of the window. Until
 * something is changed nothing is kept. What is kept and cannot be read is left out, counted, and overwritten only by the
 * next change. A browser that keeps nothing still lets the layout be used, and says so.
 */
export class LayoutStore {
  readonly state: BehaviorSubject<LayoutState>;
  readonly #keeper: Keeper;
  readonly #window: number;
  #ward = '';
  #before: readonly string[] | null = null;

  constructor(storage: KeptStorage, window: number) {
    this.#keeper = new Keeper(() => storage);
    this.#window = window;
    this.state = new BehaviorSubject<LayoutState>({
      layout: defaultLayout,
      name: '',
      names: [],
      canUndo: false,
      refused: 0,
      trouble: '',
    });
    const names = this.#read(`${PREFIX}.names`, readNames) ?? [];
    const chosen = this.#read(`${PREFIX}.chosen ${window}`, (kept) => (names.includes(String(kept)) ? kept : '')) ?? '';
    this.#publish({ names, name: String(chosen) });
  }

  /** The gateways as they are now; another set of them is another ward, with a layout of its own. */
  setGateways(gatewayIds: readonly string[]): void {
    const ward = JSON.stringify([...new Set(gatewayIds)].sort());
    if (ward === this.#ward || gatewayIds.length === 0) return;
    this.#ward = ward;
    this.#load();
  }

  /** Takes a layout by name. A name that is new begins as a copy of what is shown; '' is the default. */
  choose(name: string): void {
    const clean = name.trim().slice(0, LONGEST_NAME);
    if (clean === this.state.value.name) return;
    const { names, layout } = this.state.value;
    const isNew = clean !== '' && !names.includes(clean);
    if (isNew) {
      const more = [...names, clean].slice(-MOST_NAMES);
      this.#publish({ names: more });
      this.#write(`${PREFIX}.names`, { version: VERSION, names: more });
    }
    this.#publish({ name: clean });
    this.#write(`${PREFIX}.chosen ${this.#window}`, clean);
    if (isNew) this.#keep(layout);
    else this.#load();
  }

  /** Changes what is not the order. */
  change(change: Partial<Omit<Layout, 'order' | 'names'>>): void {
    this.#keep({ ...this.state.value.layout, ...change });
  }

  /** Changes the order; `places` are all places of the ward, with names to remember. */
  edit(edit: OrderEdit, places: readonly Place[]): void {
    const { layout } = this.state.value;
    const held = { order: layout.order, before: this.#before };
    const { order, before } = afterEdit(held, edit);
    if (order === held.order && before === held.before) return;
    this.#before = before;
    const known = { ...layout.names, ...Object.fromEntries(places.map((place) => [place.key, placeName(place)])) };
    const names = Object.fromEntries(order.map((key) => [key, known[key] ?? key]));
    this.#keep({ ...layout, order, names });
  }

  #load(): void {
    this.#before = null;
    const layout = this.#ward === '' ? null : this.#read(this.#key(), readLayout);
    this.#publish({ layout: layout ?? defaultLayout });
  }

  #keep(layout: Layout): void {
    this.#publish({ layout });
    if (this.#ward !== '') this.#write(this.#key(), { version: VERSION, ...layout });
  }

  #key(): string {
    return `${PREFIX} ${this.#window} ${JSON.stringify(this.state.value.name)} ${this.#ward}`;
  }

  #publish(change: Partial<LayoutState>): void {
    this.state.next({ ...this.state.value, ...change, canUndo: this.#before !== null });
  }

  #read<T>(key: string, understand: (kept: unknown) => T | null): T | null {
    const understood = this.#keeper.read(key, (text) => understand(JSON.parse(text)));
    const { refused } = this.#keeper.counts;
    if (refused !== this.state.value.refused) this.#publish({ refused });
    return understood;
  }

  #write(key: string, value: unknown): void {
    const why = this.#keeper.keep(key, JSON.stringify(value));
    const trouble = why === '' ? '' : `this browser did not keep the layout: ${why}`;
    if (trouble !== this.state.value.trouble) this.#publish({ trouble });
  }
}

/** All keys in the order of the layout, hidden ones too: what an edit works on. */
export function allKeys(places: readonly Place[], layout: Arrangement): readonly string[] {
  return arrange(places, { ...layout, hidden: [] }).map(({ key }) => key);
}

function placeName(place: Place): string {
  switch (place.kind) {
    case 'bed':
      return place.bed.displayName;
    case 'left':
      return place.displayName;
    case 'gateway':
      return place.gateway.displayName;
  }
}

/** A kept layout; null when anything in it is not as this version writes it. */
function readLayout(kept: unknown): Layout | null {
  if (!isRecord(kept) || kept['version'] !== VERSION) return null;
  // Kept before there was an alarm list: it is shown.
  const { order, names, hidden, bedsAPage, wavesABed, carouselS, spotlight, rail = true } = kept;
  if (!isKeys(order) || !isKeys(hidden) || !isRecord(names) || typeof spotlight !== 'boolean') return null;
  if (typeof rail !== 'boolean') return null;
  if (!Object.values(names).every((name) => typeof name === 'string')) return null;
  if (!isOneOf(BEDS_A_PAGE, bedsAPage) || !isOneOf(WAVES_A_BED, wavesABed) || !isOneOf(CAROUSEL_SECONDS, carouselS)) {
    return null;
  }
  return { order, names: names as Record<string, string>, hidden, bedsAPage, wavesABed, carouselS, spotlight, rail };
}

function readNames(kept: unknown): readonly string[] | null {
  if (!isRecord(kept) || kept['version'] !== VERSION || !isKeys(kept['names'])) return null;
  const { names } = kept;
  return names.every((name) => name !== '' && name.length <= LONGEST_NAME) && names.length <= MOST_NAMES ? names : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Strings, each once. */
const isKeys = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= MOST_BEDS &&
  value.every((key) => typeof key === 'string') &&
  new Set(value).size === value.length;

const isOneOf = <T>(choices: readonly T[], value: unknown): value is T => choices.includes(value as T);
