// The server and the browser that all tests share.
import { execFileSync } from 'node:child_process';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

export const site = process.env.WHYBOUNCE_URL;
if (!site) throw new Error('start the tests with tests/browser/run');

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

let browser;
before(async () => {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser']).toString().trim();
  browser = await chromium.launch({ executablePath, args: flags });
});
after(async () => browser?.close());

/// A page in a fresh profile. Console errors and violations of the content security policy are collected in `faults`,
/// requests to other sites in `strangers`.
export async function open(options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.faults = [];
  page.strangers = [];
  page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site) && !url.startsWith('data:')) page.strangers.push(url);
  });
  return page;
}

export async function paste(page, text, prefix = '/') {
  await page.goto(site + prefix);
  await page.fill('textarea[name=text]', text);
  await Promise.all([page.waitForURL('**/diagnose'), page.click('form:has(textarea[name=text]) button[type=submit], form:has(textarea[name=text]) button:not([type])')]);
}
