import { asciiBytes, joinBytes, winAnsi } from '#domain/export/texts.ts';
import { inks, type Mark, type Sheet } from './sheet.ts';

/** Of PDF: 1/72 inch. */
const POINTS_PER_MM = 72 / 25.4;

const INEXACT = 'Letters that this file has no typeface for are written without their marks, or as ?.';

/**
 * Sheets as a PDF 1.7 (ISO 32000-1) in true size, drawn as lines, so that it stays sharp at any size. It asks viewers not to scale
 * it when printing. Texts are in Helvetica, which every viewer has, in WinAnsiEncoding: the letters of western Europe. Where a
 * sheet has others, it says so. `title` tells nothing of the patient: viewers show it in lists and window titles.
 */
export function pdf(sheets: readonly Sheet[], title: string): Uint8Array<ArrayBuffer> {
  const pages = sheets.map((_, k) => FIRST_PAGE + 2 * k);
  const objects: (readonly (string | Uint8Array)[])[] = [
    ['<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>'],
    [`<< /Type /Pages /Count ${sheets.length} /Kids [${pages.map((page) => `${page} 0 R`).join(' ')}] >>`],
    [font('Helvetica')],
    [font('Helvetica-Bold')],
    [`<< /Producer (Vigil) /Title ${hex(title)} >>`],
  ];
  for (const [k, sheet] of sheets.entries()) {
    const box = [0, 0, sheet.widthMm * POINTS_PER_MM, sheet.heightMm * POINTS_PER_MM].map((each) => each.toFixed(3));
    const content = asciiBytes(contentOf(sheet));
    objects.push([
      `<< /Type /Page /Parent 2 0 R /MediaBox [${box.join(' ')}] /Contents ${FIRST_PAGE + 2 * k + 1} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`,
    ]);
    objects.push([`<< /Length ${content.length} >>\nstream\n`, content, '\nendstream']);
  }
  // Four bytes beyond ASCII in the second line tell that it is not a text.
  const begin = joinBytes(['%PDF-1.7\n%', Uint8Array.of(0xe2, 0xe3, 0xcf, 0xd3), '\n']);
  const parts: (string | Uint8Array)[] = [begin];
  const places: number[] = [];
  let at = begin.length;
  for (const [k, object] of objects.entries()) {
    const bytes = joinBytes([`${k + 1} 0 obj\n`, ...object, '\nendobj\n']);
    places.push(at);
    parts.push(bytes);
    at += bytes.length;
  }
  const lines = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
  parts.push(
    `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines.join('')}`,
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${at}\n%%EOF\n`,
  );
  return joinBytes(parts);
}

/** Objects before the first page. */
const FIRST_PAGE = 6;

function font(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
}

function contentOf({ heightMm, widthMm, marks }: Sheet): string {
  const isExact = marks.every((mark) => mark.kind !== 'text' || winAnsi(mark.text).isExact);
  const note: Mark = {
    kind: 'text',
    ink: 'quiet',
    x: widthMm / 2,
    y: heightMm - 4,
    sizeMm: 2.5,
    isBold: false,
    text: INEXACT,
  };
  const all = isExact ? marks : [...marks, note];
  const scale = POINTS_PER_MM.toFixed(6);
  // From here on a unit is a millimetre, counted from the top.
  const begin = `${scale} 0 0 -${scale} 0 ${(heightMm * POINTS_PER_MM).toFixed(3)} cm 1 J 1 j\n`;
  return begin + all.map(operators).join('');
}

function operators(mark: Mark): string {
  switch (mark.kind) {
    case 'path': {
      const [x, y, ...rest] = mark.points;
      let lines = '';
      for (let k = 0; k < rest.length; k += 2) lines += `${mm(rest[k])} ${mm(rest[k + 1])} l\n`;
      return `${colour(mark, 'RG')} ${mm(mark.widthMm)} w ${mm(x)} ${mm(y)} m\n${lines}S\n`;
    }
    case 'lines': {
      let lines = '';
      for (let k = 0; k < mark.ends.length; k += 4) {
        const [x, y, toX, toY] = mark.ends.slice(k, k + 4).map(mm);
        lines += `${x} ${y} m ${toX} ${toY} l\n`;
      }
      return `${colour(mark, 'RG')} ${mm(mark.widthMm)} w\n${lines}S\n`;
    }
    case 'area':
      return `${colour(mark, 'rg')} ${mm(mark.x)} ${mm(mark.y)} ${mm(mark.width)} ${mm(mark.height)} re f\n`;
    case 'text':
      return `${colour(mark, 'rg')} BT /F${mark.isBold ? 2 : 1} ${mm(mark.sizeMm)} Tf 1 0 0 -1 ${mm(mark.x)} ${mm(mark.y)} Tm ${hex(mark.text)} Tj ET\n`;
  }
}

function colour({ ink }: Mark, operator: 'RG' | 'rg'): string {
  return `${inks[ink].map((part) => (part / 255).toFixed(3)).join(' ')} ${operator}`;
}

/** To a thousandth of a millimetre, never with an exponent, which PDF has not. */
function mm(value: number | undefined): string {
  return String(Number((value as number).toFixed(3)));
}

function hex(text: string): string {
  return `<${winAnsi(text)
    .bytes.map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}>`;
}
