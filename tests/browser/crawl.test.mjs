// Every page answers, has a title, and asks for nothing elsewhere; the first visit is small; pages are accessible.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { open, paste, site } from './site.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('every page that can be reached answers', async () => {
  const waiting = ['/', '/zh/', '/articles'];
  const seen = new Set(waiting);
  const pages = [];
  while (waiting.length && pages.length < 500) {
    const path = waiting.shift();
    const answer = await fetch(site + path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get('set-cookie'), null, path);
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/, path);
    if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue;
    const html = await answer.text();
    assert.match(html, /<title>[^<]{3,}<\/title>/, path);
    pages.push(path);
    for (const [, href] of html.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) {
      const next = href.replaceAll('&amp;', '&');
      if (!seen.has(next)) {
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  assert.ok(pages.length > 200, `${pages.length} pages`);
  const page = await open();
  for (let place = 0; place < pages.length; place += Math.ceil(pages.length / 30)) {
    await page.goto(site + pages[place]);
    assert.deepEqual(page.faults, [], pages[place]);
  }
  assert.deepEqual(page.strangers, []);
  await page.context().close();
});

test('the first visit is small', async () => {
  const page = await open();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  let requests = 0;
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
    requests += 1;
  });
  await page.goto(`${site}/`, { waitUntil: 'networkidle' });
  assert.ok(bytes > 0 && bytes <= 40 * 1024, `${bytes} bytes`);
  assert.ok(requests <= 5, `${requests} requests`);
  await page.context().close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`pages can be read by everybody: ${colorScheme}`, async () => {
    // Only the test's own script needs to get past the content security policy.
    const page = await open({ colorScheme, bypassCSP: true });
    const check = async (name) => {
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
      const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
      assert.deepEqual(told, [], name);
    };
    for (const path of ['/', '/zh/', '/a/Q274638', '/zh/a/Q274638', '/c/5.7.1', '/articles', '/privacy', '/api']) {
      await page.goto(site + path);
      await check(path);
    }
    await paste(page, '550 5.7.1 Unable to relay for user@externaldomain.com');
    await check('answer');
    await paste(page, '553 SMTP登录出错', '/zh/');
    await check('answer in Chinese');
    await page.context().close();
  });
}
