// On a phone of 360 by 640: nothing stands out to the side, and what matters comes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, expectInView, expectNoSideways, languages, paste, phone, prefix, site, visitor } from './site.mjs';
import { BOUNCE, ORDINARY, RELAY } from './texts.mjs';

const walk = (visit) => visitor({ viewport: phone, isMobile: true, hasTouch: true }, visit);
/// An address without a place to break it, which also stands in the steps of the answer.
const LONG_NAME = `550 5.1.1 <${'x'.repeat(60)}@${'y'.repeat(60)}.example>: Recipient address rejected: User unknown`;
/// One word without a place to break it.
const LONG = `550 5.7.1 <${'x'.repeat(120)}@${'y'.repeat(60)}.example>: ${'z'.repeat(300)}`;

/// Every kind of page.
const PAGES = [
  '/', '/articles', '/articles?topic=relay', '/codes', '/a/Q274638', '/a/Q274638?for=sender', '/a/read-an-ndr', '/c/5.7.1',
  '/c/0x800CCC0F', '/reason/relay-denied', '/by/postfix', '/browser', '/privacy', '/api',
];

for (const lang of languages) {
  // WCAG 2.2, 1.4.10: what fits 320 px can be read at 400 % on a desk.
  test(`every kind of page reflows at 320 px: ${lang}`, () => visitor({ viewport: { width: 320, height: 640 } }, async (page) => {
    for (const path of PAGES) {
      await page.goto(`${site}${prefix(lang)}${path}`);
      await expectNoSideways(page);
    }
    for (const text of [RELAY, ORDINARY, LONG, LONG_NAME]) {
      await paste(page, text, lang);
      for (const details of await page.locator('details').all()) await details.evaluate((one) => { one.open = true; });
      await expectNoSideways(page);
    }
    await page.goto(`${site}${prefix(lang)}/`);
    await page.click('#_show-keys');
    await expectInView(page, 'dialog[open] button');
    await expectNoSideways(page);
  }));

  // WCAG 2.2, 1.4.4.
  test(`text of twice the size fits too: ${lang}`, () => visitor({ viewport: phone }, async (page) => {
    const enlarge = () => page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    for (const path of PAGES) {
      await page.goto(`${site}${prefix(lang)}${path}`);
      await enlarge();
      await expectNoSideways(page);
    }
    await paste(page, RELAY, lang);
    await enlarge();
    await expectNoSideways(page);
  }));

  test(`no page scrolls to the side: ${lang}`, () => walk(async (page) => {
    for (const path of PAGES) {
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

  test(`what a code means, what to do and who acts stand in the first view: ${lang}`, () => walk(async (page) => {
    for (const code of ['5.7.1', '550', '4.4.1', '5.1.10', '5.9.99', '0x800CCC0F', '0x80040213']) {
      await page.goto(`${site}${prefix(lang)}/c/${code}`);
      for (const part of ['h1', 'section[aria-labelledby=first] > p', '.acts dd strong']) await expectInView(page, part);
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
