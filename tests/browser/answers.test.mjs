// From the paste to the first answer in sight it is one action: with and without JavaScript, on a phone and on a desk,
// in both languages, light and dark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, desk, expectInView, expectNoSideways, fill, languages, paste, path, phone, prefix, schemes, send, visitor } from './site.mjs';
import { BOUNCE, CODE, ORDINARY, QUESTION, RELAY, SINA } from './texts.mjs';

for (const [size, viewport] of Object.entries({ phone, desk })) {
  for (const script of [true, false]) {
    for (const lang of languages) {
      for (const colorScheme of schemes) {
        test(`one action: ${size}, ${script ? 'with' : 'without'} JavaScript, ${lang}, ${colorScheme}`, async () => {
          await visitor({ viewport, colorScheme, javaScriptEnabled: script }, (page) => walk(page, lang, script));
        });
      }
    }
  }
}

async function walk(page, lang, script) {
  await fill(page, RELAY, lang);
  await expectInView(page, 'form.paste textarea');
  await expectInView(page, 'form.paste button.main');
  await send(page);
  await expectAnswer(page, lang, /\/reason\/relay-denied$/);
  await expectMarks(page, ['550', '5.7.1', 'user@externaldomain.com']);
  assert.equal(await page.inputValue('form.paste textarea'), RELAY, 'the text is still in the box');

  await choose(page, BOUNCE, lang, script);
  await expectAnswer(page, lang, /\/reason\/mailbox-full$/);
  await expectMarks(page, ['552', '5.2.2']);
  assert.match(await page.innerText('dl.facts'), /bob@example\.net/);

  await paste(page, SINA, lang);
  await expectAnswer(page, lang, /\/reason\/auth-(required|failed)$/);
  await expectMarks(page, ['553']);
  assert.match(await page.innerText('pre.text'), /553 SMTP登录出错/);

  await paste(page, QUESTION[lang], lang);
  await expectAnswer(page, lang, /\/reason\/(relay-denied|auth-required)$/);

  await paste(page, ORDINARY, lang);
  await expectInView(page, 'h1');
  await expectInView(page, 'h1 + p.lead');
  await expectNoSideways(page);
  const told = { en: /^No cause recognised$/, zh: /^未识别出原因$/ };
  assert.match(await page.innerText('h1'), told[lang]);
  assert.equal(await page.locator('.failure .cause').count(), 0, 'nothing is guessed');
  const help = await page.innerText('section[aria-labelledby=source]');
  for (const program of ['Outlook', 'Gmail', 'Thunderbird']) assert.ok(help.includes(program), help);

  await paste(page, CODE, lang);
  assert.equal(path(page), `${prefix(lang)}/c/5.7.1`);
  await expectInView(page, 'h1');
  await expectNoSideways(page);
}

/// The first answer is in sight: its title; then who has to act; its reason is `reason`.
async function expectAnswer(page, lang, reason) {
  assert.equal(path(page), `${prefix(lang)}/diagnose`);
  assert.match(await page.getAttribute('html', 'lang'), new RegExp(`^${lang}`));
  await expectInView(page, 'h1.headline');
  await expectInView(page, '.failure .acts dd');
  // Who acts, whether to send again and what to do first can be read without scrolling.
  await expectInView(page, '.failure .acts');
  await expectNoSideways(page);
  assert.match(await page.locator('.failure .tags a').first().getAttribute('href'), reason);
  const steps = await page.locator('.cause.first ol > li, .cause.first ul > li').count();
  assert.ok(steps > 0, 'there are steps to take');
}

/// Each of `wanted` is marked in the text that was pasted, with a name that says what it is.
async function expectMarks(page, wanted) {
  const marks = await page.$$eval('pre.text mark', (all) => all.map((one) => [one.textContent, one.title]));
  for (const text of wanted) {
    assert.ok(marks.some(([marked, title]) => marked === text && title.length > 1), `${text} in ${JSON.stringify(marks)}`);
  }
}
