import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Product {
  readonly version: string;
  /** Where `npm run build` puts the renderer. */
  readonly rendererDir: string;
}

/** The product this code belongs to, from its sources as from its build: the nearest folder above with a package.json. */
export function findProduct(): Product {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder)
      throw new Error(`no package.json above ${import.meta.dirname}: install the product as a whole`);
    folder = above;
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { version, rendererDir: join(folder, 'out', 'renderer') };
}
