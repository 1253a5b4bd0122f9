// Moving about: the language switch, Back, typed codes and numbers, examples, links into an article.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectInView, paste, path, send, site, visitor } from './site.mjs';
import { CODE, RELAY } from './texts.mjs';

for (const script of [true, false]) {
  const how = `${script ? 'with' : 'without'} JavaScript`;
  const walk = (visit) => visitor({ javaScriptEnabled: script }, visit);

  test(`the language switch keeps the paste: ${how}`, () => walk(async (page) => {
    await paste(page, RELAY);
    const causes = await page.locator('.failure').count();
    for (const [lang, shown] of [['zh', '/zh/diagnose'], ['en', '/diagnose']]) {
      await Promise.all([page.waitForURL(`${site}${shown}`), page.click('form.lang button')]);
      assert.match(await page.getAttribute('html', 'lang'), new RegExp(`^${lang}`));
      assert.equal(await page.inputValue('form.paste textarea'), RELAY);
      assert.equal(await page.locator('.failure').count(), causes);
    }
  }));

  test(`the language switch of an article leads to the same article and back: ${how}`, () => walk(async (page) => {
    await page.goto(`${site}/a/Q274638`);
    await Promise.all([page.waitForEvent('load'), page.click('a.lang')]);
    assert.equal(path(page), '/zh/a/Q274638');
    await Promise.all([page.waitForEvent('load'), page.click('a.lang')]);
    assert.equal(path(page), '/a/Q274638');
  }));

  test(`what is opened from an answer opens beside it, since Back cannot bring an answer back: ${how}`, () => walk(async (page) => {
    await paste(page, RELAY);
    for (const selector of ['.top nav a', '.bottom nav a', '.failure .tags a']) {
      const [opened] = await Promise.all([page.waitForEvent('popup'), page.locator(selector).first().click()]);
      await opened.waitForLoadState();
      await expectInView(opened, 'h1');
      await opened.close();
    }
    assert.equal(path(page), '/diagnose');
    await expectInView(page, 'h1.headline');
  }));

  test(`Back leads to the box, and the box can be used again: ${how}`, () => walk(async (page) => {
    await paste(page, RELAY);
    await page.goBack();
    assert.equal(path(page), '/');
    await expectInView(page, 'form.paste textarea');
    await page.fill('form.paste textarea', CODE);
    await send(page);
    assert.equal(path(page), '/c/5.7.1');
    await page.goBack();
    assert.equal(path(page), '/');
    await page.goForward();
    assert.equal(path(page), '/c/5.7.1');
  }));

  test(`no change of an answer stands between it and the box: ${how}`, () => walk(async (page) => {
    await paste(page, RELAY);
    await Promise.all([page.waitForURL(`${site}/zh/diagnose`), page.click('form.lang button')]);
    const took = page.locator('.said');
    await page.locator('.question button').first().click();
    await took.waitFor();
    assert.match(path(page), /^\/zh\/diagnose/);
    await took.locator('button').click();
    await page.locator('.question').waitFor();
    if (!script) return;
    await page.keyboard.press('?');
    assert(await page.locator('#_keys').evaluate((keys) => keys.open));
    await page.keyboard.press('Escape');
    await page.goBack();
    assert.equal(path(page), '/');
    await expectInView(page, 'form.paste textarea');
  }));

  test(`codes and article numbers lead to their page: ${how}`, () => walk(async (page) => {
    for (const [typed, shown] of [
      ['Q274638', '/a/Q274638'], ['5.7.1', '/c/5.7.1'], [CODE, '/c/5.7.1'], ['550', '/c/550'], ['-2147220977', '/c/0x8004020F'],
    ]) {
      await paste(page, typed);
      assert.equal(path(page), shown, typed);
      await page.goto(`${site}/?q=${encodeURIComponent(typed)}`);
      assert.equal(path(page), shown, `?q=${typed}`);
    }
  }));

  test(`an example is answered by one click: ${how}`, () => walk(async (page) => {
    const examples = async () => {
      await page.goto(`${site}/`);
      return page.locator('.examples button');
    };
    const count = await (await examples()).count();
    assert.ok(count >= 3);
    for (let place = 0; place < count; place += 1) {
      const example = (await examples()).nth(place);
      await Promise.all([page.waitForEvent('load'), example.click()]);
      await expectInView(page, 'h1.headline');
    }
  }));

  test(`an empty box is told what to do: ${how}`, () => walk(async (page) => {
    await paste(page, '');
    await expectInView(page, '[role=status]');
    await expectInView(page, 'form.paste textarea');
  }));
}

test('keys: / goes to the box, Ctrl+Enter sends', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  await page.locator('h1').click();
  await page.keyboard.press('/');
  await page.keyboard.insertText(RELAY);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Control+Enter')]);
  assert.equal(path(page), '/diagnose');
  assert.equal(await page.inputValue('form.paste textarea'), RELAY);
}));

test('the first stop of the Tab key skips to the content', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#_main');
  await expectInView(page, 'a.skip');
}));
