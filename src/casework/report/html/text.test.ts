import { expect, test } from 'vitest';
import type { ReportDocument } from '../document.ts';
import { renderHtml } from './render.ts';
import { anchor, html } from './text.ts';

test('nothing in a text is markup, and hidden characters are named', () => {
  expect(html(`<img src=x onerror="a">&'`)).toBe('&lt;img src=x onerror=&quot;a&quot;&gt;&amp;&#39;');
  expect(html('photo\u202egpj.exe\u0000')).toBe('photo[U+202E]gpj.exe[U+0000]');
  expect(html('写真 😀\nline')).toBe('写真 😀\nline');
});

test('ids are safe and stay different', () => {
  expect(anchor('item 1"><script>')).toMatch(/^[A-Za-z0-9_.~-]+$/);
  expect(anchor('a b')).not.toBe(anchor('a~20~b'));
});

test('a hostile document stays text', () => {
  const evil = '</title><script>alert(1)</script>"\' onload=x';
  const report: ReportDocument = {
    title: evil,
    subtitle: evil,
    language: 'en',
    header: { left: evil, right: evil, logo: null },
    footer: evil,
    watermark: evil,
    metadata: { author: evil, subject: evil, keywords: [evil], createdAt: '2031-01-01T00:00:00Z' },
    attachments: [],
    blocks: [
      { kind: 'cover', title: evil, subtitle: evil, facts: [{ label: evil, value: evil, fixed: true }], notice: evil },
      { kind: 'contents' },
      { kind: 'heading', level: 1, number: evil, text: evil, id: evil },
      { kind: 'paragraph', text: evil, tone: 'warning' },
      { kind: 'list', ordered: true, items: [evil] },
      { kind: 'table', caption: evil, columns: [{ title: evil, width: 1, align: 'left', fixed: false }], rows: [[evil]] },
      { kind: 'code', text: evil },
      { kind: 'signature', lines: [evil] },
    ],
  };
  const text = renderHtml(report);
  expect(text).not.toContain('<script');
  // Within quotes it is a value and no more.
  expect(text.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[a-z][^>]* onload=x/);
  expect(text.match(/<\/title>/g)?.length).toBe(1);
});
