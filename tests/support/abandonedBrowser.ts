import { DiskBrowser } from '#tests/bench/diskBrowser.ts';

/** A process that opens a browser on an address, tells its pid and folder, and never closes it. */
const [url = ''] = process.argv.slice(2);
const browser = new DiskBrowser();
await browser.open(url, url);
console.log(JSON.stringify({ pid: browser.pid, folder: browser.folder }));
