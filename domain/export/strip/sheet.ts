/** What things on a sheet are drawn in; {@link inks} says how. */
export type Ink = 'paper' | 'fine' | 'bold' | 'trace' | 'text' | 'quiet' | 'gap' | 'alarm' | 'caliper';

/** Red, green and blue, 0 to 255. The grid is pale enough that a trace is told from it on a copy without colour. */
export const inks: Readonly<Record<Ink, readonly [number, number, number]>> = {
  paper: [255, 255, 255],
  fine: [250, 218, 218],
  bold: [240, 170, 170],
  trace: [0, 0, 0],
  text: [0, 0, 0],
  quiet: [80, 80, 80],
  gap: [120, 120, 120],
  alarm: [176, 0, 32],
  caliper: [0, 70, 160],
};

/** Something on a sheet. Millimetres, from the left and from the top. */
export type Mark =
  /** Joined lines, x and y in turn. */
  | { readonly kind: 'path'; readonly ink: Ink; readonly widthMm: number; readonly points: readonly number[] }
  /** Single lines, each x and y of its two ends. */
  | { readonly kind: 'lines'; readonly ink: Ink; readonly widthMm: number; readonly ends: readonly number[] }
  | {
      readonly kind: 'area';
      readonly ink: Ink;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  /** `y`: the line that letters stand on. `sizeMm`: of the typeface, as points are, in millimetres. */
  | {
      readonly kind: 'text';
      readonly ink: Ink;
      readonly x: number;
      readonly y: number;
      readonly sizeMm: number;
      readonly isBold: boolean;
      readonly text: string;
    };

/** A sheet of paper. What comes later in the list lies above. */
export interface Sheet {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly marks: readonly Mark[];
}

export type PaperName = 'a4' | 'letter';

/** Landscape: ISO 216, and ANSI A. */
export const papers: Readonly<
  Record<PaperName, { readonly name: string; readonly widthMm: number; readonly heightMm: number }>
> = {
  a4: { name: 'A4', widthMm: 297, heightMm: 210 },
  letter: { name: 'Letter', widthMm: 279.4, heightMm: 215.9 },
};
