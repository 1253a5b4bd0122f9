// On a phone of 360 by 640: nothing stands out to the side, and what matters comes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, expectInView, expectNoSideways, languages, paste, phone, prefix, site, visitor } from './site.mjs';
import { BOUNCE } from './texts.mjs';

const walk = (visit) => visitor({ viewport: phone, isMobile: true, hasTouch: true }, visit);
/// One word without a place to break it.
const LONG = `550 5.7.1 <${'x'.repeat(120)}@${'y'.repeat(60)}.example>: ${'z'.repeat(300)}`;

for (const lang of languages) {
  test(`no page scrolls to the side: ${lang}`, () => walk(async (page) => {
    for (const path of ['/', '/articles', '/codes', '/a/Q274638', '/c/5.7.1', '/c/0x800CCC0F', '/reason/relay-denied', '/by/postfix', '/privacy', '/api']) {
      const answer = await page.goto(`${site}${prefix(lang)}${path}`);
      assert.equal(answer.status(), 200, path);
      await expectNoSideways(page);
    }
    await choose(page, BOUNCE, lang);
    await expectNoSideways(page);
    await paste(page, LONG, lang);
    await expectNoSideways(page);
    for (const details of await page.locator('details').all()) await details.evaluate((one) => { one.open = true; });
    await expectNoSideways(page);
  }));

  test(`what a code means stands in the first view: ${lang}`, () => walk(async (page) => {
    for (const code of ['5.7.1', '550', '4.4.1', '0x800CCC0F']) {
      await page.goto(`${site}${prefix(lang)}/c/${code}`);
      await expectInView(page, 'h1');
      const { sentence, bottom } = await page.locator('section[aria-labelledby=meaning] p').first().evaluate(firstSentence);
      assert.ok(sentence.length > 5 && bottom > 0 && bottom <= phone.height, `“${sentence}” ends at ${bottom} px on /c/${code}`);
    }
  }));
}

/// The first sentence of a paragraph, and how far down it reaches. Runs in the page.
function firstSentence(paragraph) {
  const text = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
  const end = text.data.search(/[.:](?= |$)|[。：]/);
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(text, end < 0 ? text.length : end + 1);
  return { sentence: String(range), bottom: range.getBoundingClientRect().bottom };
}
