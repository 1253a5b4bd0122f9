// Every main view in both languages, at both widths, in every way the system may ask for its colours; and on paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, desk, expectInView, expectNoSideways, languages, paste, phone, site, visitor } from './site.mjs';
import { RELAY, TWO } from './texts.mjs';
import { VIEWS } from './views.mjs';

/// What a system may ask for, and whether the paper is then dark; of forced colours the browser decides.
const LOOKS = {
  light: [{ colorScheme: 'light' }, false],
  dark: [{ colorScheme: 'dark' }, true],
  'high contrast': [{ colorScheme: 'dark', contrast: 'more' }, true],
  'forced colours': [{ forcedColors: 'active' }, null],
};

for (const [look, [options, dark]] of Object.entries(LOOKS)) {
  for (const [size, viewport] of Object.entries({ phone, desk })) {
    test(`the main views: ${look}, ${size}`, async () => {
      for (const lang of languages) {
        await visitor({ viewport, ...options }, async (page) => {
          for (const [name, open] of Object.entries(VIEWS)) {
            await open(page, lang);
            await expectInView(page, 'h1');
            await expectNoSideways(page);
            const { paper, alike } = await page.evaluate(appearance);
            if (dark !== null) assert.equal(paper < 128, dark, `${name}, ${lang}: paper ${paper}`);
            assert.deepEqual(alike, [], `${name}, ${lang}: nothing sets these apart from the paper`);
          }
        });
      }
    });
  }
}

/// How light the paper is (0 to 255), and which of the things that have to stand out of it have neither a ground of their
/// own nor a border. Runs in the page.
function appearance() {
  const of = (element) => getComputedStyle(element);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = of(at);
      if (!/, 0\)$|transparent/.test(backgroundColor)) return backgroundColor;
    }
    return '';
  };
  const { backgroundColor } = of(document.body);
  const [red, green, blue] = backgroundColor.match(/\d+/g).map(Number);
  const standing = document.querySelectorAll('button.main, .acts > div, .notice, .never, .contact, pre.text mark, .views a, textarea, select, .confidence');
  const alike = [...standing]
    .filter((one) => one.checkVisibility() && ground(one) === ground(one.parentElement) && of(one).borderTopWidth === '0px')
    .map((one) => one.outerHTML.slice(0, 80));
  return { paper: (red + green + blue) / 3, alike };
}

test('where it was refused and who has to act differ from the rest of the way without colours', () => visitor({ forcedColors: 'active' }, async (page) => {
  await choose(page, TWO);
  const stages = await page.$$eval('.failure:first-of-type .way li', (all) => all.map((one) => {
    const { backgroundColor, borderTopLeftRadius } = getComputedStyle(one, '::before');
    return { marked: one.matches('.refused, .acting'), backgroundColor, borderTopLeftRadius, words: one.querySelector('b, i') !== null };
  }));
  const plain = stages.filter((one) => !one.marked);
  const marked = stages.filter((one) => one.marked);
  assert.equal(marked.length, 2);
  assert.notEqual(marked[0].borderTopLeftRadius, marked[1].borderTopLeftRadius, 'the two have different shapes');
  for (const one of marked) assert.ok(one.words && one.backgroundColor !== plain[0].backgroundColor, JSON.stringify(one));
}));

test('a Chinese reader finds no button in English', () => visitor({}, async (page) => {
  for (const [name, open] of Object.entries(VIEWS)) {
    await open(page, 'zh');
    // What is typed or named alike in both languages: examples, pasted texts, formats, the switch to the other language.
    const told = await page.$$eval('button:not(.example):not([lang=en]), label, th, option:not([value]), .button, summary:not(.cause > summary):not([lang])', (all) => all
      .filter((one) => one.textContent.trim() !== 'Markdown')
      .filter((one) => !/\p{Script=Han}/u.test(one.textContent))
      .map((one) => one.outerHTML.slice(0, 100)));
    assert.deepEqual(told, [], name);
    // Where the browser would say it in its own language, the page does.
    for (const input of await page.locator('input[type=file]').all()) assert.equal(await input.evaluate((one) => getComputedStyle(one).opacity), '0');
  }
}));

test('what a mark means is shown without moving what stands below', () => visitor({}, async (page) => {
  await paste(page, RELAY);
  const below = page.locator('.side > :not(.proof), .first').first();
  const before = (await below.boundingBox()).y;
  await page.locator('pre.text mark').first().focus();
  assert(Math.abs((await below.boundingBox()).y - before) < 1);
  const shown = await page.locator('pre.text mark').first().evaluate((mark) => getComputedStyle(mark, '::after').content);
  assert.notEqual(shown, 'none');
}));

test('on paper an answer has its steps, the names of other causes, and links spelled out', () => visitor({}, async (page) => {
  await paste(page, RELAY);
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['form.paste', '.top nav', '.hand-on', '.tools', 'button.copy']) {
    assert.equal(await page.locator(selector).first().isVisible(), false, selector);
  }
  assert.ok(await page.locator('.others summary').first().isVisible(), 'other causes are named');
  assert.equal(await page.locator('.others details .tags').first().isVisible(), false, 'and no more');
  const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  assert.ok(sheets <= 4, `${sheets} sheets`);
  const after = await page.locator('.cause.first .open a').evaluate((link) => getComputedStyle(link, '::after').content);
  assert.ok(after.includes(`${site}/a/Q274638#`), after);
  await page.goto(`${site}/a/Q274638`);
  assert.equal(await page.locator('.printed').innerText(), `${site}/a/Q274638`);
  const source = await page.locator('.about a[href^="http"]').first().evaluate((link) => getComputedStyle(link, '::after').content);
  assert.match(source, /https?:\/\//);
  const beside = await page.locator('.cause a[href^="/a/"]').first().evaluate((link) => getComputedStyle(link, '::after').content);
  assert.match(beside, /\/a\//);
  assert.ok((await page.pdf()).length > 10_000);
}));
