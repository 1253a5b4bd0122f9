// Articles and codes without a network, for those who asked for it.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { languages, prefix, site, visitor } from './site.mjs';

/// The site at an address of its own, which can be cut off: what a browser calls offline does not reach a worker.
async function network() {
  const { hostname, port } = new URL(site);
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(port, hostname);
    for (const end of [near, far]) {
      open.add(end);
      end.on('error', () => {}).on('close', () => open.delete(end));
    }
    near.pipe(far).pipe(near);
  });
  const listen = (at) => new Promise((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const { port: own } = server.address();
  const cut = () => new Promise((resolve) => {
    server.close(resolve);
    for (const end of open) end.destroy();
  });
  return { address: `http://127.0.0.1:${own}`, cut, mend: () => listen(own) };
}

const count = async (page) => Number((await page.locator('#_kept').innerText()).match(/\d+/)?.[0]);

for (const lang of languages) {
  test(`what was put aside is read without a network: ${lang}`, async () => {
    const { address, cut, mend } = await network();
    const other = lang === 'zh' ? '' : '/zh';
    await visitor({ others: [address], offline: true }, async (page) => {
      await page.goto(`${address}${prefix(lang)}/browser`);
      await page.click('#_keep');
      await page.locator('#_drop').waitFor({ timeout: 120_000 });
      const kept = await count(page);
      assert.ok(kept > 300, `${kept} pages`);
      await page.goto(`${address}${other}/browser`);
      await page.locator('#_drop').waitFor();
      assert.equal(await page.locator('#_kept').innerText(), '', 'nothing of the other language is there');
      await cut();
      for (const [path, shown] of [
        ['/a/Q274638', '/a/Q274638'],
        ['/c/5.7.1?mta=postfix', '/c/5.7.1'],
        ['/c/550-5.7.1', '/c/5.7.1'],
        ['/codes?class=5', '/codes'],
        ['/reason/relay-denied', '/reason/relay-denied'],
        ['/by/postfix', '/by/postfix'],
        ['/', '/'],
        ['/privacy', '/browser?missing'],
        ['/a/nothing', '/browser?missing'],
      ]) {
        await page.goto(`${address}${prefix(lang)}${path}`);
        assert.equal(page.url(), `${address}${prefix(lang)}${shown}`);
        assert.ok(await page.locator('h1').isVisible(), path);
        assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).maxWidth), 'none', `${path} has its style`);
      }
      // What cannot be renewed stays as it was, and nobody is told otherwise.
      await page.goto(`${address}${prefix(lang)}/browser`);
      await page.locator('#_drop').waitFor();
      assert.equal(await count(page), kept);
      await page.click('#_keep');
      await page.locator('#_kept', { hasText: await page.getAttribute('#_keep', 'data-failed') }).waitFor();
      await page.reload();
      await page.locator('#_drop').waitFor();
      assert.equal(await count(page), kept);
      // A text that cannot be sent stays in the box.
      await page.goto(`${address}${prefix(lang)}/`);
      await page.fill('#text', '550 5.7.1 no');
      await page.context().setOffline(true);
      await page.click('form.paste button.main');
      assert.equal(await page.inputValue('#text'), '550 5.7.1 no');
      assert.notEqual(await page.locator('#_told').innerText(), '');
      await page.context().setOffline(false);
      await mend();
      await page.goto(`${address}${prefix(lang)}/browser`);
      await page.click('#_drop');
      await page.locator('#_drop').waitFor({ state: 'hidden' });
      const left = await page.evaluate(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]);
      assert.deepEqual(left, [[], 0]);
    });
    await cut();
  });
}
