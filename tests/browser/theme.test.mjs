// Light, dark, and what a reader's system asks for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemes, site, visitor } from './site.mjs';

const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const [LIGHT, DARK] = ['rgb(250, 249, 246)', 'rgb(20, 25, 28)'];
const OF = { light: LIGHT, dark: DARK };

for (const colorScheme of schemes) {
  test(`the colours follow the system, also without JavaScript: ${colorScheme}`, async () => {
    for (const javaScriptEnabled of [true, false]) {
      await visitor({ colorScheme, javaScriptEnabled }, async (page) => {
        await page.goto(`${site}/`);
        assert.equal(await page.locator('#_theme').isVisible(), javaScriptEnabled);
        if (javaScriptEnabled) assert.equal(await paper(page), OF[colorScheme]);
      });
    }
  });
}

test('a chosen theme stays, shows from the first paint on, and is all that is stored', () => visitor({ colorScheme: 'light' }, async (page) => {
  await page.goto(`${site}/`);
  await page.selectOption('#_theme', 'dark');
  assert.equal(await paper(page), DARK);
  // The colour of each frame from the first one on.
  await page.addInitScript(() => {
    globalThis.painted = [];
    const look = () => {
      if (document.body) globalThis.painted.push(getComputedStyle(document.body).backgroundColor);
      if (globalThis.painted.length < 20) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${site}/a/Q274638`);
  const painted = await page.evaluate(async () => {
    while (globalThis.painted.length < 10) await new Promise(requestAnimationFrame);
    return globalThis.painted;
  });
  assert.deepEqual([...new Set(painted)], [DARK]);
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), { theme: 'dark' });
  await page.selectOption('#_theme', '');
  assert.equal(await paper(page), LIGHT);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
}));

test('nothing moves for those who do not want it to, and high contrast has full ink', () => visitor({ reducedMotion: 'reduce', contrast: 'more' }, async (page) => {
  await page.goto(`${site}/`);
  const moving = await page.$$eval('*', (all) => all.filter((one) => getComputedStyle(one).transitionDuration !== '0s' || getComputedStyle(one).animationName !== 'none').length);
  assert.equal(moving, 0);
  const [quiet, ink] = await page.evaluate(() => [document.querySelector('.quiet'), document.body].map((one) => getComputedStyle(one).color));
  assert.equal(quiet, ink);
}));
