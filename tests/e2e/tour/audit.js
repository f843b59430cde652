// Looks at the page as it stands: what is cut off, what overlaps, and what axe finds. Answers a list of sentences.
const done = arguments[arguments.length - 1];
const faults = [];
// In a window without room beside the work the help lies over it.
const over = innerWidth < 1480 ? document.querySelector('.help-sheet') : null;
const root = document.querySelector('[role=menu]') ?? document.querySelector('[role$=dialog]') ?? over ?? document.body;

function name(element) {
  const id = element.closest('[data-testid]')?.dataset.testid ?? '';
  return `<${element.tagName.toLowerCase()} ${id || element.className}> “${element.textContent.trim().slice(0, 40)}”`;
}

function isSeen(element) {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const isFolded = element.closest('details:not([open])') && !element.closest('summary');
  const isHidden = style.visibility === 'hidden' || isFolded || element.closest('.sr, [hidden]');
  return box.width > 1 && box.height > 1 && !isHidden;
}

// The box that cuts off what sticks out of it: none cuts what has its place in the window itself.
function clipOf(element) {
  for (let at = element; at.parentElement; at = at.parentElement) {
    if (getComputedStyle(at).position === 'fixed') return null;
    if (getComputedStyle(at.parentElement).overflowX !== 'visible') return at.parentElement;
  }
  return null;
}

// The part of an element that its scrolling ancestors let through.
function seenBox(element) {
  const box = element.getBoundingClientRect();
  const seen = { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
  for (let clip = element.parentElement; clip; clip = clip.parentElement) {
    if (getComputedStyle(clip).overflow === 'visible') continue;
    const edge = clip.getBoundingClientRect();
    seen.left = Math.max(seen.left, edge.left);
    seen.top = Math.max(seen.top, edge.top);
    seen.right = Math.min(seen.right, edge.right);
    seen.bottom = Math.min(seen.bottom, edge.bottom);
  }
  return seen;
}

// Sideways nothing scrolls.
if (document.scrollingElement.scrollWidth > innerWidth + 1) {
  faults.push(`the page is ${document.scrollingElement.scrollWidth} wide in a window of ${innerWidth}`);
}

// Text ends inside its box, or with an ellipsis, or its box scrolls.
for (const element of root.querySelectorAll('*')) {
  const texts = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim() !== '');
  if (texts.length === 0 || !isSeen(element)) continue;
  const style = getComputedStyle(element);
  const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'hidden';
  if (isCut && style.textOverflow !== 'ellipsis' && element.clientWidth > 0) faults.push(`cut off: ${name(element)}`);
  // Its own texts alone: what stands in it for screen readers is no part of the picture.
  const boxes = texts
    .map((text) => {
      const range = document.createRange();
      range.selectNode(text);
      return range.getBoundingClientRect();
    })
    .filter(({ width }) => width > 0);
  if (boxes.length === 0) continue;
  const box = {
    left: Math.min(...boxes.map(({ left }) => left)),
    right: Math.max(...boxes.map(({ right }) => right)),
  };
  const scrolls = element.closest('pre, textarea, input, [data-scrolls]');
  const clip = clipOf(element);
  const edge = clip ? clip.getBoundingClientRect() : { left: 0, right: innerWidth };
  const inOverflow = clip && ['auto', 'scroll'].includes(getComputedStyle(clip).overflowX) && scrolls;
  const ellipsis = style.textOverflow === 'ellipsis' || (clip && getComputedStyle(clip).textOverflow === 'ellipsis');
  if (!scrolls && !inOverflow && !ellipsis && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5)) {
    faults.push(`sticks out: ${name(element)}`);
  }
}

// What sticks to an edge lies over what scrolls below it, and gives it free at the end.
const sticks = (element) => {
  for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).position === 'sticky') return true;
  return false;
};

// What can be pressed does not lie over something else that can be pressed.
const pressed = [...root.querySelectorAll('button, a[href], input, [role=tab], [role=menuitem]')].filter(isSeen);
for (const [at, one] of pressed.entries()) {
  const a = seenBox(one);
  for (const other of pressed.slice(at + 1)) {
    if (one.contains(other) || other.contains(one) || sticks(one) !== sticks(other)) continue;
    const b = seenBox(other);
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // A field may hold its own small buttons.
    const together = one.parentElement === other.parentElement && [one, other].some((e) => e.tagName === 'INPUT');
    if (wide > 2 && high > 2 && !together) faults.push(`overlap: ${name(one)} and ${name(other)}`);
  }
}

const withAxe = typeof axe === 'object' ? axe.run(document, { resultTypes: ['violations'] }) : Promise.resolve(null);
withAxe.then(
  (found) => {
    for (const { id, help, nodes } of found?.violations ?? []) {
      const where = nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ');
      faults.push(`axe ${id}: ${help}: ${where}`);
    }
    done(faults);
  },
  (thrown) => done([`axe: ${thrown}`]),
);
