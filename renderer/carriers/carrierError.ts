/** Whether trying again can help. */
export type CarrierErrorCode =
  /** Nobody answered in time, or the connection broke: try again. */
  | 'unreachable'
  /** The station answers but does not know this browser: trying again does not help, a fresh address does. */
  | 'notAdmitted';

/** Why no carrier could be opened. The message is for people. */
export class CarrierError extends Error {
  override readonly name = 'CarrierError';
  readonly code: CarrierErrorCode;

  constructor(code: CarrierErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
