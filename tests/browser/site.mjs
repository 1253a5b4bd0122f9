// The driver of all browser tests: one browser for each test file, a fresh profile for each visitor.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

/// Where the site under test listens, without a slash at the end.
export const site = process.env.WHYBOUNCE_URL;
if (!site) throw new Error('start the tests with tests/browser/run');

export const phone = { width: 360, height: 640 };
export const desk = { width: 1280, height: 800 };
export const languages = ['en', 'zh'];
export const schemes = ['light', 'dark'];
/// What stands before every path in a language.
export const prefix = (lang) => (lang === 'zh' ? '/zh' : '');

const browser = await chromium.launch({
  executablePath: execFileSync('sh', ['-c', 'command -v chromium']).toString().trim(),
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});
after(() => browser.close());

/// Lets `visit` use a page in a fresh profile. Afterwards it fails if any page it came by logged an error, broke the
/// content security policy, asked another origin for something or was given a cookie.
/// `page.requests` holds the addresses of all requests so far. `others` are origins that may be asked all the same. Whoever is
/// `offline` for a while may find that nothing answers.
export async function visitor({ others = [], offline = false, ...options }, visit) {
  const context = await browser.newContext({ viewport: desk, ...options });
  try {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const faults = [];
    page.requests = [];
    page.on('console', (message) => {
      const unanswered = offline && message.text().includes('net::ERR_');
      if (message.type() === 'error' && !unanswered) faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error}`));
    page.on('request', (request) => {
      page.requests.push(request.url());
      if (![site, ...others].includes(new URL(request.url()).origin)) faults.push(`${page.url()}: asks ${request.url()}`);
    });
    await visit(page);
    assert.deepEqual(faults, []);
    assert.deepEqual(await context.cookies(), []);
  } finally {
    await context.close();
  }
}

const FORM = 'form.paste';

/// Opens the home page and puts `text` into the box. Nothing is sent yet.
export async function fill(page, text, lang = 'en') {
  await page.goto(`${site}${prefix(lang)}/`);
  await page.fill(`${FORM} textarea`, text);
}

/// The one action: presses the button beside the box and waits for the page that comes.
export async function send(page) {
  await Promise.all([page.waitForEvent('load'), page.click(`${FORM} button.main`)]);
}

/// Fills in `text` on the home page and sends it.
export async function paste(page, text, lang = 'en') {
  await fill(page, text, lang);
  await send(page);
}

/// Chooses a mail on the home page. With JavaScript that is the action, without it the button is pressed.
export async function choose(page, path, lang = 'en', script = true) {
  await page.goto(`${site}${prefix(lang)}/`);
  const input = page.locator(`${FORM} input[type=file]`);
  if (script) {
    await Promise.all([page.waitForEvent('load'), input.setInputFiles(path)]);
  } else {
    await input.setInputFiles(path);
    await send(page);
  }
}

/// Fails unless the whole of the element can be seen without scrolling.
export async function expectInView(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  const { width, height } = page.viewportSize();
  const inside = box && box.width > 0 && box.height > 0 && box.x >= 0 && box.y >= 0
    && box.x + box.width <= width && box.y + box.height <= height;
  assert.ok(inside, `${selector} is at ${JSON.stringify(box)} of ${width}x${height} on ${page.url()}`);
}

/// Fails if the page can be scrolled to the side.
export async function expectNoSideways(page) {
  const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(content <= window_, `${page.url()} is ${content} px wide in a window of ${window_} px`);
}

/// The path of the page that is shown.
export const path = (page) => new URL(page.url()).pathname;
