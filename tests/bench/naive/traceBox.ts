/** Where a trace stands on the page, in CSS pixels, and how many seconds it shows. */
export interface TraceBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}
