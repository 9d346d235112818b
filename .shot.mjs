import { spawn } from 'node:child_process';
import { chromium } from 'playwright';
const [scenario, speed, waitS, beds] = [process.argv[2] ?? 'day', process.argv[3] ?? '60', Number(process.argv[4] ?? 60), process.argv[5] ?? '8'];
const args = ['tsx', 'tools/demo.ts', '--headless', '--scenario', scenario, '--beds', beds];
if (speed !== '0') args.push('--speed', speed);
const demo = spawn('npx', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
let out = '';
const url = await new Promise((ok, no) => {
  const on = (d) => { out += d; const m = /http:\/\/\S+/.exec(out.replace(/on http\S+/g,'')); const all = out.match(/http:\/\/\S+token\S*/) ?? out.match(/http:\/\/127\S+/g); if (all) ok(Array.isArray(all) ? all.at(-1) : all[0]); };
  demo.stdout.on('data', on); demo.stderr.on('data', on);
  setTimeout(() => no(new Error('no url: ' + out)), 120000);
});
console.log(url);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--autoplay-policy=no-user-gesture-required'] });
try {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.on('pageerror', (e) => console.log('ERR', e.message));
  await page.goto(url);
  await page.waitForTimeout(waitS * 1000);
  const bed = Number(process.argv[6] ?? 0);
  await page.getByRole('gridcell').nth(bed).focus();
  await page.keyboard.press('r');
  await page.waitForTimeout(1500);
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: '/tmp/ev-1920.png' });
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.waitForTimeout(600);
  await page.screenshot({ path: '/tmp/ev-1366.png' });
  await page.getByRole('button', { name: 'Worst first' }).click();
  const folds = page.locator('.event-fold');
  if (await folds.count()) await folds.first().click();
  await page.waitForTimeout(800);
  await page.screenshot({ path: '/tmp/ev-worst.png' });
  if (process.argv[7]) { const m = await import(process.argv[7]); await m.default(page, browser, url); }
} finally {
  await browser.close();
  process.kill(-demo.pid, 'SIGTERM');
}
