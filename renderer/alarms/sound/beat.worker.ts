/**
 * Beats for a page that may be hidden: browsers slow the timers of hidden pages down to one a minute, those of workers not.
 * The first message says how often, in milliseconds.
 */
interface BeatScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<number>) => void): void;
}
const scope = globalThis as unknown as BeatScope;
scope.addEventListener('message', ({ data }) => setInterval(() => scope.postMessage(null), data));
