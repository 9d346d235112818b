import type { Archive, HistoryStatus } from './archive.ts';
import type { HistoryOpening } from './historyKeeper.ts';

/** Everything of an archive that is asked for and answered once. */
export type Asked = Omit<Archive, 'status'>;

/** What a window asks of its history: the name of a method and its arguments. */
export type HistoryQuestion = {
  readonly [Name in keyof Asked]: { readonly of: Name; readonly with: Readonly<Parameters<Asked[Name]>> };
}[keyof Asked];

/** From the window to its worker. */
export type ToHistory =
  /** The first. `storeName`: of the browser's database. */
  | ({ readonly type: 'open'; readonly storeName: string } & HistoryOpening)
  /** Nothing is to be written, for this reason; '': it may be again. */
  | { readonly type: 'stop'; readonly reason: string }
  /** Answered once, by `answer` or `failed` with the same id. */
  | { readonly type: 'ask'; readonly id: number; readonly question: HistoryQuestion }
  /** What was asked for with `portWanted`: a port to the station, or why there is none. The port is transferred. */
  | { readonly type: 'port'; readonly id: number; readonly port: MessagePort }
  | { readonly type: 'noPort'; readonly id: number; readonly reason: string };

/** From the worker to its window. */
export type FromHistory =
  | { readonly type: 'opened'; readonly storeId: string }
  /** How it fares; every second, as a sign of life too. */
  | { readonly type: 'status'; readonly status: HistoryStatus }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string }
  | { readonly type: 'portWanted'; readonly id: number };
