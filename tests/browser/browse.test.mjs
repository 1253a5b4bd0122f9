// Articles by condition, readers of an article, the landing page of a report, errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectInView, expectNoSideways, languages, phone, prefix, site, visitor } from './site.mjs';

for (const script of [true, false]) {
  const how = `${script ? 'with' : 'without'} JavaScript`;

  test(`conditions stand in the address: ${how}`, () => visitor({ javaScriptEnabled: script }, async (page) => {
    await page.goto(`${site}/articles`);
    const all = await page.locator('.lines > li').count();
    await page.selectOption('select[name=topic]', 'relay');
    await Promise.all([page.waitForEvent('load'), page.click('form.filter button')]);
    assert.equal(new URL(page.url()).searchParams.get('topic'), 'relay');
    const relay = await page.locator('.lines > li').count();
    assert.ok(relay > 0 && relay < all);
    assert.equal(await page.inputValue('select[name=topic]'), 'relay');
    await Promise.all([page.waitForEvent('load'), page.click('.found a')]);
    assert.equal(await page.locator('.lines > li').count(), all);
  }));
}

for (const script of [true, false]) {
  for (const lang of languages) {
    test(`a link for reports is written and checked: ${script ? 'with' : 'without'} JavaScript, ${lang}`, () => visitor({ javaScriptEnabled: script, viewport: phone }, async (page) => {
      await page.goto(`${site}${prefix(lang)}/footers`);
      await page.selectOption('select[name=system]', 'postfix');
      await page.fill('input[name=url]', 'https://kb.example.org');
      await Promise.all([page.waitForEvent('load'), page.click('form.filter button')]);
      const template = await page.locator('.piece pre').first().innerText();
      assert.match(template, /https:\/\/kb\.example\.org\//);
      assert.equal(await page.locator('.piece button.copy').count() > 0, script);
      await page.locator('#text').pressSequentially('x');
      await page.fill('#text', template.replace('$myhostname', '$nobody'));
      await Promise.all([page.waitForEvent('load'), page.click('form.paste button.main')]);
      assert.match(await page.locator('.findings').innerText(), /nobody/);
      await expectNoSideways(page);
    }));
  }
}

for (const lang of languages) {
  test(`who comes from a report sees what happened, and the box is one tap away: ${lang}`, () => visitor({ viewport: phone, isMobile: true, hasTouch: true, locale: lang === 'zh' ? 'zh-CN' : 'en-US' }, async (page) => {
    for (const code of ['5.1.1', '5.7.1', '550', '0x800CCC0F']) {
      await page.goto(`${site}${prefix(lang)}/c/${code}`);
      await expectInView(page, 'h1');
      await page.tap('#_main a.button');
      await expectInView(page, '#text');
    }
  }));
}
