/** What happens to a station's history as a whole, for the record. Ids are random and say nothing of patients. */
export type HistoryRemark =
  /** There was no key, and one was made. */
  | { readonly type: 'historyKeyMade' }
  /** A browser of this station has a history for the first time. */
  | { readonly type: 'historyBegan'; readonly storeId: string }
  /** A history is there that is none of those this station has seen; the last of them was `before`. */
  | { readonly type: 'historyRecreated'; readonly storeId: string; readonly before: string }
  /** Somebody had the key destroyed; `stores`: how many histories nobody can read any more. */
  | { readonly type: 'historyErased'; readonly actorId: string; readonly why: string; readonly stores: number }
  /** Somebody wanted that, and it could not be done: the key is what it was. */
  | { readonly type: 'historyEraseFailed'; readonly actorId: string; readonly why: string; readonly because: string };
