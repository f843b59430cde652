/** Matches typed words against a text: at a word's start, inside a word, or only its letters in order. Pure. */
import { plain } from '../app/search';

/** What a way to match costs; less is better. */
const AT_START = 0;
const INSIDE = 1;
const LOOSE = 4;
/** What a letter of a loose match costs that neither follows the one before nor begins a word. */
const JUMP = 3;

const [ZERO, NINE, A, Z] = [48, 57, 97, 122];

/** Reports whether a word begins at this place of a plain text. */
function begins(text: string, place: number): boolean {
  const before = text.charCodeAt(place - 1);
  return !((before >= A && before <= Z) || (before >= ZERO && before <= NINE));
}

/** Reports whether the text has the letters in order; cheap, so that most texts are refused here. */
function hasInOrder(text: string, word: string): boolean {
  let from = 0;
  for (const letter of word) {
    const place = text.indexOf(letter, from);
    if (place < 0) return false;
    from = place + 1;
  }
  return true;
}

/** What a loose match may cost for each letter: beyond it the letters are scattered by chance. */
const MOST_PER_LETTER = 2;

/**
 * Returns for each letter of the word what the best match of the letters up to it costs that ends at each place of the
 * text: letters in a row are free, and the beginnings of words cost less than the rest.
 */
function looseCosts(text: string, word: string): number[][] {
  const costs: number[][] = [];
  let before: number[] | null = null;
  for (const letter of word) {
    const ends: number[] = [];
    let best = before ? Infinity : 0;
    for (let place = 0; place < text.length; place += 1) {
      const close: number = before?.[place - 1] ?? Infinity;
      const isHere = text[place] === letter;
      ends.push(isHere ? Math.min(close, best + (begins(text, place) ? 1 : JUMP)) : Infinity);
      if (close < best) best = close;
    }
    costs.push(ends);
    before = ends;
  }
  return costs;
}

/** Returns the cost of a word's letters in order; null if they are not there, or scattered. */
function looseCost(text: string, word: string): number | null {
  const cost = Math.min(...(looseCosts(text, word).at(-1) ?? []));
  return cost <= word.length * MOST_PER_LETTER ? cost : null;
}

/** Returns where the letters of a word are found in order; empty if they are not there. */
export function looselyAt(text: string, word: string): number[] {
  if (!hasInOrder(text, word) || looseCost(text, word) === null) return [];
  const costs = looseCosts(text, word);
  const places: number[] = [];
  let end = text.length;
  for (const ends of [...costs].reverse()) {
    const next = places[0];
    const close = next === undefined ? -1 : next - 1;
    // The letter before is the one that follows at no cost, else the cheapest one further left.
    const later = costs[costs.length - places.length] ?? [];
    const isClose = next !== undefined && ends[close] === later[next] && ends[close] !== Infinity;
    const open = ends.slice(0, end);
    end = isClose ? close : open.lastIndexOf(Math.min(...open));
    places.unshift(end);
  }
  return places;
}

/** Returns what it costs to find a word in a plain text; null if it is not there. */
export function costOf(text: string, word: string, loose: boolean): number | null {
  if (text.startsWith(word) || text.includes(` ${word}`)) return AT_START;
  if (text.includes(word)) return INSIDE;
  const found = loose && hasInOrder(text, word) ? looseCost(text, word) : null;
  return found === null ? null : LOOSE + found;
}

/** Returns what it costs to find all words in a plain text, in any order; null if one is not there. */
export function costOfAll(text: string, words: readonly string[], loose: boolean): number | null {
  let sum = 0;
  if (!words.every((word) => hasInOrder(text, word))) return null;
  for (const word of words) {
    const cost = costOf(text, word, loose);
    if (cost === null) return null;
    sum += cost;
  }
  return sum;
}

/** A part of a text, and whether the typed words matched it. */
export interface Part {
  text: string;
  strong: boolean;
}

/** Splits a text into what the typed words match and the rest; a word that is not there marks nothing. */
export function partsOf(text: string, words: readonly string[], loose: boolean): Part[] {
  const letters = [...text.normalize('NFC')];
  // A letter with marks is one letter without them.
  const bare = letters.map((letter) => plain(letter).charAt(0) || ' ').join('');
  const marked = new Set<number>();
  // Words that stand together are marked together.
  const whole = words.join(' ');
  const sought = whole !== '' && ` ${bare}`.includes(` ${whole}`) ? [whole] : words;
  for (const word of sought) for (const place of placesOf(bare, word, loose)) marked.add(place);
  const parts: Part[] = [];
  for (const [place, letter] of letters.entries()) {
    const strong = marked.has(place);
    const last = parts.at(-1);
    if (last?.strong === strong) last.text += letter;
    else parts.push({ text: letter, strong });
  }
  return parts;
}

function placesOf(text: string, word: string, loose: boolean): number[] {
  const start = ` ${text}`.indexOf(` ${word}`);
  const place = start >= 0 ? start : text.indexOf(word);
  if (place >= 0) return [...word].map((_, more) => place + more);
  return loose ? looselyAt(text, word) : [];
}
