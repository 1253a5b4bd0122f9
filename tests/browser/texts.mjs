// What people paste. The texts are those of tests/cases.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(`../cases/${name}`, import.meta.url));
const text = (name) => readFileSync(file(`${name}/paste.txt`), 'utf8').trim();

export const RELAY = text('relay-bare-line');
export const SINA = text('sina-login-dialogue');
export const QUESTION = { en: text('question-english'), zh: text('question-chinese') };
export const ORDINARY = text('ordinary-text');
export const CODE = text('typed-code');
/// The path of a whole returned mail.
export const BOUNCE = file('postfix-report/paste.eml');
/// The path of one with a different answer for each of two recipients.
export const TWO = file('two-recipients-two-answers/paste.eml');
