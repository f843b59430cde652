import { describe, expect, it } from 'vitest';
import { GUIDE, page, pages } from './guide';

describe('a page of the guide', () => {
  it('is read as headings, paragraphs, lists and code; pictures are left out', () => {
    const text =
      '# Một\n\nXem [Hai](hai.md), gõ `oa-token`.\n\n![Hình](../screens/a.png)\n\n## Ba\n\n1. Bấm **Gửi**.\n2. Chờ.\n\n- Bốn\n\n```\na  b\n```\n';
    expect(page(text)).toEqual({
      title: 'Một',
      blocks: [
        { kind: 'text', text: 'Xem Hai, gõ oa-token.' },
        { kind: 'heading', text: 'Ba' },
        { kind: 'steps', from: 1, items: ['Bấm **Gửi**.', 'Chờ.'] },
        { kind: 'list', items: ['Bốn'] },
        { kind: 'code', text: 'a  b' },
      ],
    });
  });

  it('continues the numbers of its steps behind code', () => {
    const { blocks } = page('1. Một\n\n```\nx\n```\n\n2. Hai\n');
    expect(blocks).toEqual([
      { kind: 'steps', from: 1, items: ['Một'] },
      { kind: 'code', text: 'x' },
      { kind: 'steps', from: 2, items: ['Hai'] },
    ]);
  });

  it('comes in the order of the contents', () => {
    const files = new Map([
      ['b.md', '# B'],
      ['a.md', '# A'],
      ['SUMMARY.md', '- [B](b.md)\n- [A](a.md)\n- [C](c.md)'],
    ]);
    expect(pages(files).map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

describe('the guide', () => {
  it('has a title and something to read on every page', () => {
    expect(GUIDE.length).toBeGreaterThanOrEqual(8);
    for (const { name, title, blocks } of GUIDE) {
      expect(title, name).not.toBe('');
      expect(blocks.length, name).toBeGreaterThan(1);
      expect(JSON.stringify(blocks), name).not.toMatch(/!\[|\]\(|^#/);
    }
  });
});
