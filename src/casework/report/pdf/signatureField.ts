import { blankSignature } from '../sign/placeholder.ts';
import type { Document, Reference, StructureElement } from './internals.ts';
import { kitOf, pdfString, raw } from './internals.ts';

/**
 * An invisible signature field (ISO 32000-1, 12.7.4.5) whose value is a blank that `signPdf` fills in place, so that the signed file is one revision, and still
 * PDF/A-3. Returns what to call with the field's element once its page is open.
 */
export function signatureFieldMaker(document: Document): (element: StructureElement) => void {
  const kit = kitOf(document);
  const make = (element: StructureElement): void => {
    // The blank is written as the object's whole body; pdfkit prints what is no plain object as it stands.
    const blank = kit.ref({});
    const value = blank as unknown as { data: object };
    value.data = raw(blankSignature());
    blank.end();
    kit.annotate(0, 0, 0, 0, {
      Subtype: 'Widget',
      FT: 'Sig',
      T: pdfString('Signature1'),
      TU: pdfString('Digital signature of the examiner'),
      // Print and locked.
      F: 132,
      P: kit.page.dictionary,
      V: blank,
      structParent: element,
    });
    const widget = kit.page.annotations.at(-1) as Reference;
    kit._root.data['AcroForm'] = { SigFlags: 3, Fields: [widget] };
    // pdfkit's own end wants a font for forms that are filled in; this one is not.
    kit.endAcroForm = () => document;
  };
  return make;
}
