/**
 * A way to bring messages from one side of the bridge to the other: a MessagePort, a WebSocket, or a pair in memory.
 *
 * Text is JSON, an ArrayBuffer is a wave tick. Messages arrive whole, once and in order, or the carrier closes.
 */
export interface Carrier {
  /** Does nothing once closed. The buffer must not be touched afterwards: it may have been transferred. */
  send(message: string | ArrayBuffer): void;
  /** Sets the one listener. Messages that came before are delivered then. */
  onMessage(listener: (message: string | ArrayBuffer) => void): void;
  /** Called once, with a reason for people, when either side closed or the carrier broke. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
}
