// Loaded into the station's process before the product (node --import): while the file named by VIGIL_SOAK_SLOW_DISK exists,
// each fdatasync takes two seconds, as on a disk that stalls. The product knows nothing of it.
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const STALL_MS = 2000;
const control = process.env.VIGIL_SOAK_SLOW_DISK;

const handle = await open(process.execPath, 'r');
const files = Object.getPrototypeOf(handle);
await handle.close();
const datasync = files.datasync;
files.datasync = async function stalled() {
  if (control !== undefined && existsSync(control)) await delay(STALL_MS);
  return datasync.call(this);
};
