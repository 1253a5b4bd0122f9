// What people do, with and without JavaScript, on a phone and on a desk, light and dark, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, paste, site } from './site.mjs';

const RELAY = '550 5.7.1 Unable to relay for user@externaldomain.com';
const sizes = [{ width: 360, height: 640 }, { width: 1280, height: 800 }];

for (const viewport of sizes) {
  for (const javaScriptEnabled of [true, false]) {
    for (const [prefix, colorScheme] of [['/', 'light'], ['/zh/', 'dark']]) {
      const name = `${viewport.width} px, script ${javaScriptEnabled}, ${prefix}, ${colorScheme}`;
      test(`a paste is answered by one action: ${name}`, async () => {
        const page = await open({ viewport, javaScriptEnabled, colorScheme });
        await paste(page, RELAY, prefix);
        assert.ok(await page.locator('h1').first().isVisible());
        assert.ok((await page.locator('mark').count()) >= 3, 'the text is marked');
        assert.ok((await page.locator('main').innerText()).includes('Unable to relay for'));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        assert.equal(wide, false, 'nothing stands out to the side');
        assert.deepEqual(page.faults, []);
        assert.deepEqual(page.strangers, []);
        assert.ok(!page.url().includes('externaldomain'), 'no paste in a URL');
        assert.deepEqual(await page.context().cookies(), []);
        await page.context().close();
      });
    }
  }
}

test('a dropped mail is read', async () => {
  const page = await open();
  await page.goto(`${site}/`);
  await page.setInputFiles('input[type=file]', new URL('../cases/postfix-report/paste.eml', import.meta.url).pathname);
  await Promise.all([page.waitForURL('**/diagnose'), page.click('form:has(textarea[name=text]) button[type=submit], form:has(textarea[name=text]) button:not([type])')]);
  assert.ok((await page.locator('main').innerText()).includes('bob@example.net'));
  await page.context().close();
});

test('a text that is no failure is told so', async () => {
  const page = await open();
  await paste(page, 'Thanks for the minutes, I will bring the printed slides to the meeting on Thursday.');
  assert.match(await page.locator('main').innerText(), /No cause recognised/);
  await page.context().close();
});

test('a code, an article and a landing page are one step away', async () => {
  const page = await open({ viewport: { width: 360, height: 640 } });
  for (const [typed, path] of [['Q274638', '/a/Q274638'], ['#5.7.1', '/c/5.7.1'], ['-2147220977', '/c/0x8004020F']]) {
    await page.goto(`${site}/?q=${encodeURIComponent(typed)}`);
    assert.equal(new URL(page.url()).pathname, path);
  }
  await page.goto(`${site}/c/5.7.1`);
  const box = await page.locator('main p').first().boundingBox();
  assert.ok(box && box.y < 640, 'the first sentence needs no scrolling');
  await page.context().close();
});

test('Back leads to the box, and nothing is kept', async () => {
  const page = await open();
  await paste(page, RELAY);
  const kept = await page.evaluate(() => localStorage.length + sessionStorage.length);
  assert.equal(kept, 0);
  await page.goBack();
  assert.ok(await page.locator('textarea[name=text]').isVisible());
  await page.context().close();
});
