// The first visit: how much it transfers, in how many requests.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import { languages, prefix, site, visitor } from './site.mjs';

const MOST = 40 * 1024;
const REQUESTS = 5;

/// The length of an answer's body as it goes over the wire to a browser.
const transferred = (url) => new Promise((resolve, reject) => {
  get(url, { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } }, (answer) => {
    let bytes = 0;
    answer.on('data', (piece) => { bytes += piece.length; });
    answer.on('end', () => resolve({ bytes, encoding: answer.headers['content-encoding'], status: answer.statusCode }));
  }).on('error', reject);
});

for (const lang of languages) {
  test(`the first visit transfers at most 40 KB: ${lang}`, (context) => visitor({}, async (page) => {
    const home = `${site}${prefix(lang)}/`;
    await page.goto(home);
    // What the browser asked for, and what it may ask for later: the icon and the manifest.
    const linked = await page.$$eval('link[rel=icon], link[rel=manifest], link[rel=stylesheet], script[src]', (all) => all.map((one) => one.href || one.src));
    const urls = [...new Set([...page.requests, ...linked])].sort();
    assert.ok(urls.includes(home));
    const asked = new Set([...page.requests, ...await page.$$eval('link[rel=icon]', (all) => all.map((one) => one.href))]);
    assert.ok(asked.size <= REQUESTS, [...asked].join('\n'));
    // No script stops the reading of the page.
    const blocking = await page.$$eval('script', (all) => all.filter((one) => !one.async && !one.defer).map((one) => one.outerHTML));
    assert.deepEqual(blocking, []);
    let total = 0;
    for (const url of urls) {
      const { bytes, encoding, status } = await transferred(url);
      assert.equal(status, 200, url);
      assert.ok(encoding || bytes < 1500, `${url}: ${bytes} bytes are not compressed`);
      context.diagnostic(`${new URL(url).pathname}: ${bytes} bytes`);
      total += bytes;
    }
    context.diagnostic(`all: ${total} bytes`);
    assert.ok(total <= MOST, `${total} bytes`);
  }));
}
