// Ways to the answer that do not begin at the box: a bookmark, what a phone shares, a file that is dropped, the address bar.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expectInView, languages, path, prefix, site, visitor } from './site.mjs';
import { BOUNCE, RELAY } from './texts.mjs';

const ELSEWHERE = 'http://webmail.example';

for (const lang of languages) {
  test(`the bookmark looks up what is selected on another site: ${lang}`, () => visitor({ others: [ELSEWHERE] }, async (page) => {
    await page.goto(`${site}${prefix(lang)}/browser`);
    const bookmark = await page.inputValue('#_bookmark');
    assert.equal(await page.getAttribute('#_drag a', 'href'), bookmark);
    await page.route(`${ELSEWHERE}/`, (route) => route.fulfill({ contentType: 'text/html', body: `<p>Dear all,</p><p id=said>${RELAY}</p>` }));
    await page.goto(`${ELSEWHERE}/`);
    await page.evaluate(() => getSelection().selectAllChildren(document.getElementById('said')));
    // As the browser does when a bookmark is opened.
    const [answer] = await Promise.all([page.waitForEvent('popup'), page.evaluate((script) => { location.href = script; }, bookmark)]);
    await answer.waitForLoadState();
    assert.equal(answer.url(), `${site}${prefix(lang)}/diagnose`);
    assert.match(await answer.locator('.failure .tags a').first().getAttribute('href'), /\/reason\/relay-denied$/);
    assert.equal(page.url(), `${ELSEWHERE}/`, 'the other page stays');
  }));

  test(`what another program shares is answered: ${lang}`, () => visitor({}, async (page) => {
    for (const [shared, reason] of [['text', /\/reason\/relay-denied$/], ['file', /\/reason\/mailbox-full$/]]) {
      await page.goto(`${site}${prefix(lang)}/`);
      const manifest = await (await fetch(new URL(await page.getAttribute('link[rel=manifest]', 'href'), site))).json();
      const { action, method, enctype, params } = manifest.share_target;
      // As the browser does with what is shared (Web Share Target, section "Launching the web share target").
      await page.evaluate(([to, how, type, fields]) => {
        const form = document.createElement('form');
        Object.assign(form, { action: to, method: how, enctype: type });
        for (const [name, value] of fields) {
          const field = document.createElement('textarea');
          Object.assign(field, { name, value });
          form.append(field);
        }
        const file = document.createElement('input');
        Object.assign(file, { type: 'file', id: 'shared' });
        form.id = 'share';
        form.append(file);
        document.body.append(form);
      }, [action, method, enctype, shared === 'text' ? [[params.title, 'Fwd: help'], [params.text, RELAY]] : [[params.title, 'Fwd: help']]]);
      if (shared === 'file') {
        await page.locator('#shared').evaluate((input, name) => { input.name = name; }, params.files[0].name);
        await page.setInputFiles('#shared', BOUNCE);
      }
      await Promise.all([page.waitForEvent('load'), page.evaluate(() => document.getElementById('share').submit())]);
      assert.equal(path(page), `${prefix(lang)}/diagnose`);
      assert.match(await page.locator('.failure .tags a').first().getAttribute('href'), reason);
    }
  }));
}

test('a mail that is dropped on the box is answered', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  const drag = (type, bytes) => page.locator('form.paste textarea').evaluate((box, [name, held]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([held], 'bounce.eml', { type: 'message/rfc822' }));
    box.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer }));
  }, [type, bytes]);
  const mail = readFileSync(BOUNCE, 'utf8');
  const invitation = () => page.evaluate(() => getComputedStyle(document.querySelector('form.paste'), '::after').content);
  assert.equal(await invitation(), 'none');
  await drag('dragover', mail);
  assert.match(await invitation(), /Drop the mail/);
  await drag('dragleave', mail);
  assert.equal(await invitation(), 'none');
  await Promise.all([page.waitForEvent('load'), drag('drop', mail)]);
  assert.match(await page.locator('.failure .tags a').first().getAttribute('href'), /\/reason\/mailbox-full$/);
}));

test('a mail that is dropped beside the box is answered too', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  const mail = readFileSync(BOUNCE, 'utf8');
  await Promise.all([page.waitForEvent('load'), page.locator('h1').evaluate((heading, held) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([held], 'bounce.eml', { type: 'message/rfc822' }));
    heading.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  }, mail)]);
  assert.match(await page.locator('.failure .tags a').first().getAttribute('href'), /\/reason\/mailbox-full$/);
}));

test('words that are dragged into the box take the place that the browser gives them', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  await page.fill('form.paste textarea', 'line one\nline two');
  const taken = await page.locator('form.paste textarea').evaluate((box) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'one');
    return !box.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  });
  assert.equal(taken, false);
  assert.equal(await page.inputValue('form.paste textarea'), 'line one\nline two');
}));

test('of a file that is too long its beginning is sent', () => visitor({}, async (page) => {
  await page.goto(`${site}/`);
  const buffer = Buffer.concat([readFileSync(BOUNCE), Buffer.alloc(11 << 20, 'QUJD\n')]);
  await Promise.all([
    page.waitForEvent('load', { timeout: 60_000 }),
    page.setInputFiles('form.paste input[type=file]', { name: 'bounce.eml', mimeType: 'message/rfc822', buffer }),
  ]);
  assert.equal(path(page), '/diagnose');
  assert.match(await page.locator('.failure .tags a').first().getAttribute('href'), /\/reason\/mailbox-full$/);
}));

test('a browser finds how to search here, and a search leads to an answer', () => visitor({}, async (page) => {
  for (const lang of languages) {
    await page.goto(`${site}${prefix(lang)}/`);
    const description = await (await fetch(new URL(await page.getAttribute('link[rel=search]', 'href'), site))).text();
    const [search, suggest] = [...description.matchAll(/template="([^"]*)"/g)].map(([, url]) => url.replaceAll('&amp;', '&'));
    await page.goto(search.replace('{searchTerms}', encodeURIComponent('scanner cannot relay')));
    assert.equal(path(page), `${prefix(lang)}/`);
    await expectInView(page, 'h1');
    assert.ok(await page.locator('.failure').count() > 0);
    const [typed, titles, , urls] = await (await fetch(suggest.replace('{searchTerms}', '5.7.1'))).json();
    assert.equal(typed, '5.7.1');
    assert.equal(titles[0], '5.7.1');
    assert.equal(urls[0], `${site}${prefix(lang)}/c/5.7.1`);
  }
}));

for (const script of [true, false]) {
  test(`who has no error text is led to a guide: ${script ? 'with' : 'without'} JavaScript`, () => visitor({ javaScriptEnabled: script }, async (page) => {
    for (const lang of languages) {
      await page.goto(`${site}${prefix(lang)}/`);
      const guide = page.locator('section[aria-labelledby=without-error] a').first();
      const leads = await guide.getAttribute('href');
      await Promise.all([page.waitForEvent('load'), guide.click()]);
      assert.equal(path(page), leads);
      await page.goto(`${site}${prefix(lang)}/`);
      await page.fill('form.paste textarea', { en: 'my mail did not arrive, and nothing came back', zh: '邮件发出去对方没收到' }[lang]);
      await Promise.all([page.waitForEvent('load'), page.click('form.paste button.main')]);
      assert.equal(await page.locator('section[aria-labelledby=without-error] a').first().getAttribute('href'), leads);
    }
  }));
}
