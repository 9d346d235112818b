import { describe, expect, it } from 'vitest';
import { pageFile } from '#main/hosts/pageFiles.ts';

describe('the file that an address names', () => {
  it.each([
    ['/', 'index.html', 'text/html; charset=utf-8'],
    ['/index.html', 'index.html', 'text/html; charset=utf-8'],
    ['/assets/index-_a-B0.js', 'assets/index-_a-B0.js', 'text/javascript; charset=utf-8'],
    ['/assets/-x.worker.js', 'assets/-x.worker.js', 'text/javascript; charset=utf-8'],
    ['/assets/inter.woff2', 'assets/inter.woff2', 'font/woff2'],
    ['/vigil.svg', 'vigil.svg', 'image/svg+xml'],
  ])('%s is %s, %s', (path, file, mimeType) => {
    expect(pageFile(path)).toEqual({ file, mimeType });
  });

  it.each([
    '',
    'index.html',
    '//index.html',
    '/./index.html',
    '/../index.html',
    '/a/../index.html',
    '/%2e%2e/index.html',
    '/..\\index.html',
    '/C:/index.html',
    '/.git/config.json',
    '/.html',
    '/index.html\0.js',
    '/index.html/',
    '/assets',
    '/readme.md',
    '/x.constructor',
    '/x.toString',
    '/index.HTML',
    '/bett ä.html',
  ])('%j is none', (path) => {
    expect(pageFile(path)).toBeNull();
  });
});
