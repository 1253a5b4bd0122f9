// The main views of the site, each as somebody comes to it.
import { choose, paste, prefix, site } from './site.mjs';
import { ORDINARY, RELAY, TWO } from './texts.mjs';

const go = (path) => (page, lang) => page.goto(`${site}${prefix(lang)}${path}`);

export const VIEWS = {
  home: go('/'),
  answer: (page, lang) => paste(page, RELAY, lang),
  several: (page, lang) => choose(page, TWO, lang),
  nothing: (page, lang) => paste(page, ORDINARY, lang),
  article: go('/a/Q274638'),
  code: go('/c/5.7.1'),
  articles: go('/articles?topic=relay'),
  interface: go('/api'),
};
