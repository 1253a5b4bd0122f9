// Takes the pictures of README.md and docs/ anew:  tests/browser/run pictures.mjs
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { phone, visitor } from './site.mjs';
import { VIEWS } from './views.mjs';

/// Narrow enough to be read beside the text of a README, and wide enough for two columns.
const window = { width: 1040, height: 720 };

const PICTURES = {
  answer: { view: 'answer', viewport: window },
  'several-dark': { view: 'several', viewport: window, colorScheme: 'dark' },
  'answer-chinese-phone': { view: 'answer', lang: 'zh', viewport: phone },
  'code-phone': { view: 'code', viewport: phone, colorScheme: 'dark' },
};

for (const [name, { view, lang = 'en', ...options }] of Object.entries(PICTURES)) {
  test(`picture of ${name}`, () => visitor(options, async (page) => {
    await VIEWS[view](page, lang);
    await page.screenshot({ path: fileURLToPath(new URL(`../../docs/${name}.png`, import.meta.url)) });
  }));
}
