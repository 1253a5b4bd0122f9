// Articles and codes without a network, for those who asked for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages, prefix, site, visitor } from './site.mjs';

for (const lang of languages) {
  test(`what was put aside is read without a network: ${lang}`, () => visitor({}, async (page) => {
    const context = page.context();
    await page.goto(`${site}${prefix(lang)}/browser`);
    await page.click('#_keep');
    await page.locator('#_drop').waitFor({ timeout: 120_000 });
    const kept = await page.locator('#_kept').innerText();
    assert.ok(Number(kept.match(/\d+/)[0]) > 300, kept);
    await context.setOffline(true);
    for (const path of ['/a/Q274638', '/c/5.7.1?mta=postfix', '/reason/relay-denied', '/by/postfix', '/articles', '/']) {
      await page.goto(`${site}${prefix(lang)}${path}`);
      assert.ok(await page.locator('h1').isVisible(), path);
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).maxWidth), 'none', `${path} has its style`);
    }
    await context.setOffline(false);
    await page.goto(`${site}${prefix(lang)}/browser`);
    await page.click('#_drop');
    await page.locator('#_drop').waitFor({ state: 'hidden' });
    const left = await page.evaluate(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]);
    assert.deepEqual(left, [[], 0]);
  }));
}
