/** The user's guide, docs/huong-dan, as pages of the help. The same files are read on the web. */

/** A piece of a page. Text may mark words as **strong**; code and addresses stand as they are. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'steps'; from: number; items: string[] }
  | { kind: 'list'; items: string[] };

export interface Page {
  name: string;
  title: string;
  blocks: Block[];
}

const FILES: Record<string, string> = import.meta.glob('../../../docs/huong-dan/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The pages in the order of the table of contents. */
export const GUIDE: readonly Page[] = pages(
  new Map(Object.entries(FILES).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text])),
);

export function pages(files: ReadonlyMap<string, string>): Page[] {
  const names = [...(files.get('SUMMARY.md') ?? '').matchAll(/\(([\w-]+)\.md\)/g)].map((link) => link[1] ?? '');
  return names.flatMap((name) => {
    const text = files.get(`${name}.md`);
    return text === undefined ? [] : [{ name, ...page(text) }];
  });
}

/** Reads the part of Markdown that the guide uses: headings, paragraphs, two kinds of lists, code. Leaves out pictures. */
export function page(markdown: string): Omit<Page, 'name'> {
  const blocks: Block[] = [];
  let title = '';
  let code: string[] | null = null;
  for (const line of markdown.split(/\r?\n/)) {
    if (line.startsWith('```')) {
      if (code) blocks.push({ kind: 'code', text: code.join('\n') });
      code = code ? null : [];
    } else if (code) {
      code.push(line);
    } else if (line.startsWith('# ')) {
      title = line.slice(2);
    } else if (line.startsWith('## ')) {
      blocks.push({ kind: 'heading', text: plain(line.slice(3)) });
    } else if (/^\d+\. /.test(line)) {
      step(blocks, Number.parseInt(line, 10), plain(line.replace(/^\d+\. /, '')));
    } else if (line.startsWith('- ')) {
      item(blocks, plain(line.slice(2)));
    } else if (line.trim() !== '' && !line.startsWith('![')) {
      blocks.push({ kind: 'text', text: plain(line) });
    }
  }
  return { title, blocks };
}

/** A list that code interrupts goes on behind it with the next number. */
function step(blocks: Block[], number: number, text: string) {
  const last = blocks.at(-1);
  if (last?.kind === 'steps') last.items.push(text);
  else blocks.push({ kind: 'steps', from: number, items: [text] });
}

function item(blocks: Block[], text: string) {
  const last = blocks.at(-1);
  if (last?.kind === 'list') last.items.push(text);
  else blocks.push({ kind: 'list', items: [text] });
}

/** Keeps the words of a link, and of code without its marks. */
function plain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
}
