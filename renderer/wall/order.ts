/** The order of the beds as somebody arranged it, and the one before, for one step back. */
export interface OrderState {
  /** Keys of all places in order; empty: as the ward has them. */
  readonly order: readonly string[];
  /** What `undo` brings back; null: nothing to undo. */
  readonly before: readonly string[] | null;
}

/** What can be done to the order. `all`: keys of all places as they stand now, before the edit. */
export type OrderEdit =
  /** Two beds change places: no third one moves. */
  | { readonly kind: 'swap'; readonly key: string; readonly withKey: string; readonly all: readonly string[] }
  /** Places whose bed is gone are closed up; those behind them move up. */
  | { readonly kind: 'closeUp'; readonly gone: ReadonlySet<string>; readonly all: readonly string[] }
  | { readonly kind: 'reset' }
  | { readonly kind: 'undo' };

/** The order after an edit; `state` itself when the edit changes nothing. Undoing an undo brings the edit back. */
export function afterEdit(state: OrderState, edit: OrderEdit): OrderState {
  switch (edit.kind) {
    case 'swap': {
      const at = edit.all.indexOf(edit.key);
      const withAt = edit.all.indexOf(edit.withKey);
      if (at < 0 || withAt < 0 || at === withAt) return state;
      return { order: edit.all.with(at, edit.withKey).with(withAt, edit.key), before: state.order };
    }
    case 'closeUp': {
      const order = edit.all.filter((key) => !edit.gone.has(key));
      return order.length === edit.all.length ? state : { order, before: state.order };
    }
    case 'reset':
      return state.order.length === 0 ? state : { order: [], before: state.order };
    case 'undo':
      return state.before === null ? state : { order: state.before, before: state.order };
  }
}
