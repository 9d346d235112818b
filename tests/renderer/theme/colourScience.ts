/** Red, green and blue as amounts of light, 0 to 1. */
type Light = readonly [number, number, number];

/** Light of `#rrggbb` (IEC 61966-2-1). */
export function light(hex: string): Light {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Contrast of WCAG 2, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((hex) => {
    const [red, green, blue] = light(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  }) as [number, number];
  return Math.max(x, y) / Math.min(x, y);
}

const blindness = {
  /** Machado, Oliveira & Fernandes 2009, severity 1. */
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

export type Blindness = keyof typeof blindness;

export const blindnesses = Object.keys(blindness) as readonly Blindness[];

/** What somebody sees who lacks one kind of cones. */
export function seenWith(kind: Blindness, of: Light): Light {
  const matrix = blindness[kind];
  const row = (at: number) =>
    Math.min(
      1,
      Math.max(
        0,
        matrix.slice(at, at + 3).reduce((sum, factor, n) => sum + factor * (of[n] ?? 0), 0),
      ),
    );
  return [row(0), row(3), row(6)];
}

/** Difference of two colours to the eye: distance in OKLab (Ottosson 2020). 0.02 is just seen side by side. */
export function difference(a: Light, b: Light): number {
  const [one, other] = [oklab(a), oklab(b)];
  return Math.hypot(...one.map((value, n) => value - (other[n] ?? 0)));
}

function oklab([red, green, blue]: Light): Light {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
