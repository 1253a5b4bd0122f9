// WCAG 2.2 A and AA, as far as a program (axe-core) can tell.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { choose, desk, phone, paste, schemes, site, visitor } from './site.mjs';
import { BOUNCE, ORDINARY, RELAY, SINA, TWO } from './texts.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const go = (path) => (page) => page.goto(site + path);
const PAGES = {
  home: go('/'),
  'home in Chinese': go('/zh/'),
  answer: (page) => paste(page, RELAY),
  'answer in Chinese': (page) => paste(page, SINA, 'zh'),
  'answer to a mail': (page) => choose(page, BOUNCE),
  'several answers': (page) => choose(page, TWO),
  'only guesses': (page) => paste(page, '550 rejected'),
  'nothing recognised': (page) => paste(page, ORDINARY),
  article: go('/a/Q274638'),
  'article in Chinese': go('/zh/a/Q274638'),
  code: go('/c/5.7.1'),
  'article for the sender': go('/a/Q274638?for=sender'),
  'article for administrators': go('/a/mailbox-full?for=administrator'),
  guide: go('/a/mail-did-not-arrive'),
  articles: go('/articles'),
  'articles under conditions': go('/articles?topic=relay&acts=sender'),
  browser: go('/browser'),
  'browser in Chinese': go('/zh/browser'),
  'list of keys': async (page) => {
    await page.goto(`${site}/`);
    await page.click('#_show-keys');
    await page.locator('dialog[open]').waitFor();
  },
  codes: go('/codes'),
  reason: go('/reason/relay-denied'),
  system: go('/by/postfix'),
  privacy: go('/privacy'),
  interface: go('/api'),
  footers: go('/footers?system=postfix&lang=en,zh'),
  'footers in Chinese': go('/zh/footers'),
};

/// These are laid out anew for a phone. Their colours are the same.
const ON_PHONE = ['home', 'answer', 'article', 'code'];

// Only the test's own script needs to get past the content security policy.
const read = (names, options) => visitor({ ...options, bypassCSP: true }, async (page) => {
  for (const name of names) {
    await PAGES[name](page);
    await expectAccessible(page, name);
  }
});

test('everybody can read the pages: phone', () => read(ON_PHONE, { viewport: phone }));

for (const colorScheme of schemes) {
  test(`everybody can read the pages: desk, ${colorScheme}`, () => read(Object.keys(PAGES), { viewport: desk, colorScheme }));

  test(`everybody can read the error page: ${colorScheme}`, async () => {
    // The browser logs the status 404 of a page as an error, so this page is put in place of a sound one.
    for (const path of ['/nothing-here', '/zh/nothing-here']) {
      const answer = await fetch(site + path);
      assert.equal(answer.status, 404);
      const body = await answer.text();
      await visitor({ colorScheme, bypassCSP: true }, async (page) => {
        await page.route(site + path, (route) => route.fulfill({ status: 200, contentType: 'text/html; charset=utf-8', body }));
        await page.goto(site + path);
        await expectAccessible(page, path);
      });
    }
  });
}

async function expectAccessible(page, name) {
  // What is folded in is read too.
  await page.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), RULES);
  assert.ok(passes.length > 5, `${name}: axe looked at the page`);
  const told = violations
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`);
  assert.deepEqual(told, [], `${name} (${page.url()})`);
}
