import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reportDocument } from '../../../engine/document/document.ts';
import { reportPage } from '../../../engine/document/page.ts';
import { finished, runOf, sourcesOf } from '../../helpers/report-sources.ts';

const ATTACK = '</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> "\'&\u2028';

describe('reportPage()', async () => {
  const run = runOf([finished(ATTACK)], { source: { description: ATTACK }, experiment: 'x"><b>' });
  const document = await reportDocument(sourcesOf(run));
  const assets = { script: 'let a = "$&";', style: 'p { color: red }' };
  const page = reportPage(document, assets);

  it('has no element but its own, whatever the data says', () => {
    expect(page.match(/<script\b[^>]*>/g)).toEqual(['<script type="application/json" id="document">', '<script>']);
    expect(page.match(/<(img|b)\b/g)).toBeNull();
    expect(page).not.toContain('<!-- ');
  });

  it('holds the data as JSON that is the same when it is read', () => {
    const text = /id="document">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
    expect(text).toContain('\\u003c/script\\u003e');
  });

  it('allows its own script and style by their digests, and nothing from anywhere', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(assets.script)}`,
      `style-src ${hash(assets.style)}`,
      'img-src data:',
      'font-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).toContain(`<script>${assets.script}</script>`);
  });
});
