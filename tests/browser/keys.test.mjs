// The keyboard alone: single keys, suggestions, the list of keys, and the whole way from the box to a step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectInView, languages, paste, path, prefix, site, visitor } from './site.mjs';
import { RELAY } from './texts.mjs';

const focused = (page, selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
const loads = (page, key) => Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);

/// Presses Tab until an element has the focus. Each stop on the way has to be seen.
async function tabTo(page, selector, most = 80) {
  for (let stop = 0; stop < most; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const { width, height } = document.activeElement.getBoundingClientRect();
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { tag: document.activeElement.outerHTML.slice(0, 80), size: width * height, outline: outlineStyle !== 'none' && outlineWidth !== '0px' };
    });
    if (!seen.tag.startsWith('<body')) assert.ok(seen.size > 0 && seen.outline, `the focus cannot be seen: ${JSON.stringify(seen)}`);
    if (await focused(page, selector)) return;
  }
  assert.fail(`Tab does not lead to ${selector} on ${page.url()}`);
}

for (const lang of languages) {
  test(`the whole way by keyboard: ${lang}`, () => visitor({}, async (page) => {
    await page.goto(`${site}${prefix(lang)}/`);
    await page.keyboard.press('Tab');
    assert.ok(await focused(page, 'a.skip'));
    await page.keyboard.press('Enter');
    await tabTo(page, '#text', 3);
    await page.keyboard.insertText(RELAY);
    await tabTo(page, 'form.paste button.main', 4);
    await loads(page, 'Enter');
    assert.equal(path(page), `${prefix(lang)}/diagnose`);
    await tabTo(page, '.others summary, .note summary');
    const folded = page.locator('details:has(> summary:focus)');
    assert.equal(await folded.getAttribute('open'), null);
    await page.keyboard.press('Enter');
    assert.notEqual(await folded.getAttribute('open'), null);
    await page.evaluate(() => document.activeElement.blur());
    await tabTo(page, '.cause.first a[href*="/a/"]');
    // Beside the answer, which stays where it is.
    const [article] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await article.waitForLoadState();
    assert.match(path(article), new RegExp(`^${prefix(lang)}/a/`));
    await tabTo(article, 'nav.views a[href$="sender"]');
    await loads(article, 'Enter');
    assert.equal(new URL(article.url()).search, '?for=sender');
    await tabTo(article, 'a.lang');
    await loads(article, 'Enter');
    assert.equal(new URL(article.url()).search, '?for=sender');
  }));

  test(`? lists the keys, Esc closes the list: ${lang}`, () => visitor({}, async (page) => {
    await page.goto(`${site}${prefix(lang)}/`);
    await page.keyboard.press('?');
    await expectInView(page, 'dialog[open]');
    assert.ok(await page.evaluate(() => document.activeElement.closest('dialog') !== null), 'the focus is in the list');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    // In the box it is a character.
    await page.focus('#text');
    await page.keyboard.press('?');
    assert.equal(await page.inputValue('#text'), '?');
    assert.equal(await page.locator('dialog[open]').count(), 0);
  }));
}

test('single keys can be switched off, and stay so', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  await page.keyboard.press('?');
  await page.uncheck('#_single');
  await page.keyboard.press('Escape');
  await page.reload();
  for (const key of ['?', '/']) await page.keyboard.press(key);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.ok(!await focused(page, '#text'));
  await page.click('#_show-keys');
  await page.check('#_single');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => localStorage.length), 0);
}));

test('c copies the note for the ticket', () => visitor({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
  await paste(page, RELAY);
  await page.keyboard.press('c');
  await page.locator('#_told:not(:empty)').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.includes('5.7.1') && copied.length > 100, copied);
}));

test('the note for the ticket is one click away, and so is every command', () => visitor({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await paste(page, RELAY);
  await expectInView(page, '.copy-note');
  await page.click('.copy-note');
  await page.locator('#_told:not(:empty)').waitFor();
  assert.ok((await copied()).includes('5.7.1'));
  const command = page.locator('.cause.first .copies:has(pre)').first();
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await command.locator('button').click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== '');
  assert.equal(await copied(), await command.locator('pre').textContent());
}));

test('c copies without HTTPS too', () => visitor({}, async (page) => {
  // What browsers leave out where a page came without it.
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await paste(page, RELAY);
  await page.keyboard.press('c');
  await page.locator('#_told:not(:empty)').waitFor();
  await page.fill('#text', '');
  await page.focus('#text');
  await page.keyboard.press('Control+V');
  const copied = await page.inputValue('#text');
  assert.ok(copied.includes('5.7.1') && copied.length > 100, copied);
}));

test('suggestions: arrows, Enter, Esc', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  await page.keyboard.press('/');
  assert.ok(await focused(page, '#text'));
  await page.keyboard.type('5.7.1');
  await page.locator('#suggestions a').first().waitFor();
  await page.keyboard.press('ArrowDown');
  assert.ok(await focused(page, '#suggestions li:first-child a'));
  await page.keyboard.press('ArrowUp');
  assert.ok(await focused(page, '#text'));
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('#suggestions').isHidden());
  await page.keyboard.type('0');
  await page.locator('#suggestions a').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await loads(page, 'Enter');
  assert.equal(path(page), '/c/5.7.10');
}));

test('nothing moves while the page loads and while suggestions come', () => visitor({}, async (page) => {
  await page.addInitScript(() => {
    globalThis.moved = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) globalThis.moved += value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const moved = () => page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => setTimeout(() => done(globalThis.moved))); }));
  // Scripts may come late.
  await page.route('**/*.js', (route) => { setTimeout(() => route.continue(), 200); });
  for (const path of ['/', '/a/Q274638', '/c/5.7.1', '/browser']) {
    await page.goto(site + path);
    assert.equal(await moved(), 0, path);
  }
  // Buttons that copy come with the script, and take no room that was not kept for them.
  await paste(page, RELAY);
  assert.ok(await page.locator('.copies').count() > 0);
  assert.equal(await moved(), 0, 'answer');
  await page.goto(`${site}/`);
  const before = await page.locator('.examples').boundingBox();
  await page.focus('#text');
  await page.keyboard.type('relay');
  await page.locator('#suggestions a').first().waitFor();
  assert.deepEqual(await page.locator('.examples').boundingBox(), before);
  assert.equal(await moved(), 0);
}));

test('Enter sends a single line, and / gives room for the next text', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  await page.focus('#text');
  await page.keyboard.insertText('5.7.1');
  await page.keyboard.press('Shift+Enter');
  assert.equal(await page.inputValue('#text'), '5.7.1\n');
  await page.keyboard.press('Backspace');
  await loads(page, 'Enter');
  assert.equal(path(page), '/c/5.7.1');
  await paste(page, RELAY);
  await page.keyboard.press('/');
  assert.ok(await focused(page, '#text'));
  await page.keyboard.insertText('452 4.2.2 mailbox full');
  assert.equal(await page.inputValue('#text'), '452 4.2.2 mailbox full', 'the old text is gone');
  // A text of several lines is only sent with Ctrl.
  await page.fill('#text', 'one\ntwo');
  await page.keyboard.press('Enter');
  assert.equal((await page.inputValue('#text')).split('\n').length, 3);
}));

test('/ leads to the box from a page without one', () => visitor({}, async (page) => {
  await page.goto(`${site}/codes`);
  await loads(page, '/');
  assert.equal(path(page), '/');
}));
