// What is pasted stays on the page: not in an address, a cookie, a storage or a cache.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, path, send, site, visitor } from './site.mjs';
import { QUESTION, RELAY } from './texts.mjs';

/// A word of each text that nothing else holds.
const PASTES = [[RELAY, 'externaldomain'], ['554 no thanks, says zanzibar', 'zanzibar'], [QUESTION.en, 'scanner']];

for (const [text, word] of PASTES) {
  test(`nothing keeps “${text}”`, () => visitor({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.clock.install();
    await page.goto(`${site}/`);
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await page.focus('form.paste textarea');
    await page.keyboard.press('Control+V');
    assert.equal(await page.inputValue('form.paste textarea'), text);
    // The page's own clock: whatever it does a while after new text came, it does now.
    await page.clock.runFor(60_000);
    const answer = page.waitForResponse((one) => new URL(one.url()).pathname === '/diagnose');
    await send(page);
    assert.equal((await answer).headers()['cache-control'], 'no-store');
    assert.equal(path(page), '/diagnose');
    assert.deepEqual(page.requests.filter((url) => decodeURIComponent(url).includes(word)), [], 'addresses');
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      cookie: document.cookie,
      caches: await caches.keys(),
      databases: await indexedDB.databases(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      state: history.state,
    }));
    assert.deepEqual(kept, { local: 0, session: 0, cookie: '', caches: [], databases: [], workers: 0, state: null });
    for (const link of await page.$$eval('a[href], form[action]', (all) => all.map((one) => one.getAttribute('href') ?? one.getAttribute('action')))) {
      assert.ok(!decodeURIComponent(link).includes(word), link);
    }
  }));
}

test('typing a code offers its page', () => visitor({}, async (page) => {
  await fill(page, '');
  await page.locator('form.paste textarea').pressSequentially('5.7.1');
  await page.locator('#suggestions a').first().waitFor();
  assert.equal(await page.locator('#suggestions a').first().getAttribute('href'), '/c/5.7.1');
}));

for (const how of ['pasted', 'dropped']) {
  test(`a short text that was ${how} is no reason to suggest, nor what is typed after it`, () => visitor({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.clock.install();
    const box = page.locator('form.paste textarea');
    const asked = () => page.requests.filter((url) => url.includes('/suggest'));
    await page.goto(`${site}/`);
    if (how === 'pasted') {
      await page.evaluate(() => navigator.clipboard.writeText('zanzibar'));
      await box.focus();
      await page.keyboard.press('Control+V');
    } else {
      await box.evaluate((element) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/plain', 'zanzibar');
        element.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
      });
      await box.focus();
    }
    await page.keyboard.press('End');
    await page.keyboard.type(' says no');
    assert.equal(await box.inputValue(), 'zanzibar says no');
    await page.clock.runFor(60_000);
    assert.deepEqual(asked(), []);
    // Once the box was empty, what is typed is typed.
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('greylist');
    await page.clock.runFor(60_000);
    // A busy machine may let the pause between two keys pass: then it is asked twice.
    assert.ok(asked().length >= 1);
  }));
}
