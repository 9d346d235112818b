import { chromium } from 'playwright';
import { spawn } from 'node:child_process';
const [,, scenario='storm', beds='32'] = process.argv;
