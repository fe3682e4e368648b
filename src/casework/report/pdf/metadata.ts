/** What Info and XMP both say; PDF/A asks that they agree. */
export interface Metadata {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  readonly creator: string;
  readonly producer: string;
  /** Whole seconds. */
  readonly createdAt: Date;
  /** SHA-256 of the extract the report was made from, or null where none is attached. */
  readonly extractSha256: string | null;
}

export const PRODUCER = 'Palimpsest (PDFKit)';
export const REPORT_NAMESPACE = 'urn:palimpsest:report:1';

/** The Info dictionary; empty entries are left out, in XMP too. */
export function information(metadata: Metadata): Readonly<Record<string, string | Date>> {
  const texts = { Title: metadata.title, Author: metadata.author, Subject: metadata.subject, Keywords: metadata.keywords, Creator: metadata.creator, Producer: metadata.producer };
  return { ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')), CreationDate: metadata.createdAt, ModDate: metadata.createdAt };
}

export function escapeXml(text: string): string {
  // Characters that XML 1.0 cannot hold at all are dropped: metadata repeat what the pages show.
  return text.replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** XMP packet: PDF/A-3 identification, Dublin Core, and the extract's digest in a schema described as PDF/A asks (ISO 19005-3, 6.6.2.3). */
export function xmpPacket(metadata: Metadata): string {
  const date = metadata.createdAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const say = escapeXml;
  const described = (namespace: string, prefix: string, body: string): string => `<rdf:Description rdf:about="" xmlns:${prefix}="${namespace}">${body}</rdf:Description>`;
  const alternative = (text: string): string => `<rdf:Alt><rdf:li xml:lang="x-default">${say(text)}</rdf:li></rdf:Alt>`;
  const core = [
    '<dc:format>application/pdf</dc:format>',
    `<dc:title>${alternative(metadata.title)}</dc:title>`,
    metadata.author === '' ? '' : `<dc:creator><rdf:Seq><rdf:li>${say(metadata.author)}</rdf:li></rdf:Seq></dc:creator>`,
    metadata.subject === '' ? '' : `<dc:description>${alternative(metadata.subject)}</dc:description>`,
  ].join('');
  const pdf = `<pdf:Producer>${say(metadata.producer)}</pdf:Producer>${metadata.keywords === '' ? '' : `<pdf:Keywords>${say(metadata.keywords)}</pdf:Keywords>`}`;
  return [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    described('http://www.aiim.org/pdfa/ns/id/', 'pdfaid', '<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>'),
    described('http://purl.org/dc/elements/1.1/', 'dc', core),
    described('http://ns.adobe.com/xap/1.0/', 'xmp', `<xmp:CreateDate>${date}</xmp:CreateDate><xmp:ModifyDate>${date}</xmp:ModifyDate><xmp:MetadataDate>${date}</xmp:MetadataDate><xmp:CreatorTool>${say(metadata.creator)}</xmp:CreatorTool>`),
    described('http://ns.adobe.com/pdf/1.3/', 'pdf', pdf),
    metadata.extractSha256 === null ? '' : described(REPORT_NAMESPACE, 'palimpsest', `<palimpsest:extractSha256>${metadata.extractSha256}</palimpsest:extractSha256>`),
    metadata.extractSha256 === null ? '' : EXTENSION,
    '</rdf:RDF></x:xmpmeta>',
    '<?xpacket end="w"?>',
  ].filter((part) => part !== '').join('\n');
}

const EXTENSION = `<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Palimpsest report</pdfaSchema:schema><pdfaSchema:namespaceURI>${REPORT_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>palimpsest</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>extractSha256</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>SHA-256 of the case extract that the report was rendered from</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>`;
