// Every page that can be reached answers and runs cleanly in the browser. WHYBOUNCE_SAMPLE=40 opens only so many in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectNoSideways, phone, site, visitor } from './site.mjs';

const STARTS = ['/', '/zh/', '/articles'];
/// Far more than there are; a page that makes up addresses would never end.
const MOST = 10_000;
const SAMPLE = Number(process.env.WHYBOUNCE_SAMPLE ?? MOST);
const AT_ONCE = 8;
/// Windows that are open beside each other.
const WINDOWS = 3;

/// The values of an attribute in a page, as addresses.
const values = (html, name, base) => [...html.matchAll(new RegExp(`<[a-z][^>]*\\s${name}="([^"]*)"`, 'g'))]
  .map(([, value]) => new URL(value.replaceAll('&amp;', '&').replaceAll('&#38;', '&'), site + base));

/// Reads one page: its links and ids. Anything that is wrong with it goes to `faults`.
async function read(path, faults) {
  const answer = await fetch(site + path, { redirect: 'manual' });
  const fault = (what) => faults.push(`${path}: ${what}`);
  if (answer.status !== 200) fault(`status ${answer.status}`);
  if (answer.headers.has('set-cookie')) fault('sets a cookie');
  const policy = answer.headers.get('content-security-policy') ?? '';
  if (!policy.startsWith("default-src 'none'") || policy.includes('unsafe')) fault(`policy ${policy}`);
  const body = await answer.text();
  if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) return { path, html: false, links: [] };
  const [, title = ''] = body.match(/<title>([^<]*)<\/title>/) ?? [];
  if (title.trim().length < 3) fault(`title “${title}”`);
  for (const url of values(body, 'src', path)) if (url.origin !== site) fault(`takes ${url}`);
  const ids = [...body.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  if (new Set(ids).size !== ids.length) fault('has an id twice');
  const links = values(body, 'href', path).concat(values(body, 'src', path)).filter((url) => url.origin === site);
  return { path, html: true, title, links, ids: new Set(ids) };
}

test('every page that can be reached is sound', async (context) => {
  const faults = [];
  const pages = new Map();
  const seen = new Set(STARTS);
  let waiting = [...STARTS];
  while (waiting.length > 0 && pages.size < MOST) {
    const now = waiting.splice(0, Math.min(AT_ONCE, MOST - pages.size));
    for (const page of await Promise.all(now.map((path) => read(path, faults)))) {
      pages.set(page.path, page);
      for (const { pathname, search } of page.links) {
        if (!seen.has(pathname + search)) {
          seen.add(pathname + search);
          waiting.push(pathname + search);
        }
      }
    }
  }
  for (const page of pages.values()) {
    for (const { pathname, search, hash } of page.links) {
      const target = pages.get(pathname + search);
      if (hash && target?.html && !target.ids.has(decodeURIComponent(hash.slice(1)))) faults.push(`${page.path}: nothing is at ${pathname}${hash}`);
    }
  }
  const html = [...pages.values()].filter((page) => page.html).map((page) => page.path).sort();
  context.diagnostic(`${pages.size} addresses read, ${html.length} pages, ${seen.size} known`);
  assert.ok(html.length > 1000, `${html.length} pages`);
  assert.equal(pages.size, seen.size, 'all are read');
  assert.deepEqual([...new Set(faults)], []);

  const every = Math.max(1, Math.floor(html.length / SAMPLE));
  const sample = html.filter((_, place) => place % every === 0);
  const share = (window) => sample.filter((_, place) => place % WINDOWS === window);
  await Promise.all(Array.from({ length: WINDOWS }, (_, window) => visitor({ viewport: phone }, async (page) => {
    for (const path of share(window)) {
      const answer = await page.goto(site + path);
      assert.equal(answer.status(), 200, path);
      await expectNoSideways(page);
    }
  })));
  context.diagnostic(`${sample.length} pages opened in the browser`);
});
