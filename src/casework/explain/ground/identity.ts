import type { Judged } from './judged.ts';
import { struck, UNDECIDED } from './judged.ts';
import type { Context } from './text.ts';

/** Words that begin with a capital letter and name no person. */
const NO_PERSON = /^(?:The|A|An|It|Its|This|That|In|On|At|Of|And|Or|Region|Regions|Image|Picture|JPEG|PNG|EXIF|No|Yes|I|[A-Z]|[A-Z]{2,}|Street|Square|Tower|Bridge|Road|Avenue|Building|University|Bank|Hotel|Park|Museum|Church|Cathedral|City|Town|River|Mount|Lake|Airport|Station|New|San|Los|Las|North|South|East|West|Northern|Southern|United|Republic|Company|Inc|Ltd|Gmbh|Hall|House|Palace|Castle|Gate|Wall|Coca|Cola|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|English|French|German|Spanish|Italian|Chinese|Japanese|American|British|European|Asian|African|Indian|Caucasian|Russian|Arabic|Latin|Hispanic|Black|White|Christmas|Easter|Adobe|Photoshop|Canon|Nikon|Sony|Apple|Samsung|Google|Microsoft|Helvetica|Arial|Times|Roman|Quoted|Christian|Muslim|Jewish|Catholic|Buddhist|Victorian|Gothic|Baroque|Labrador|Golden|Retriever|Shepherd|Persian|Siamese|Volkswagen|Toyota|Ford|Mercedes|Ferrari|Tesla|Airbus|Boeing|Pepsi)$/;
const PERSON = String.raw`(?:man|woman|boy|girl|person|people|face|figure|portrait|individual|politician|actor|actress|singer|player|athlete|president|chancellor|minister|celebrity|suspect|victim|child|lady|gentleman|guy|speaker|passenger|driver|pedestrian|subject|head|he|she|her|him|who|passport holder|holder)`;
const NAME = String.raw`(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|President|Chancellor|King|Queen|Prince|Princess|Pope|Senator|Minister)\.? )?\p{Lu}[\p{Ll}'’-]+(?: (?:von|van|de|der|da|di|bin|al|el|la|du|den))*(?: \p{Lu}[\p{Ll}'’-]+|\p{Lu}\.)*`;

const CLAIMS: readonly RegExp[] = [
  // "the man is X", "he looks like X", "whose face belongs to X"
  new RegExp(String.raw`\b${PERSON}\b(?:(?: \w+)*? (?:in|on|at|of|with) (?:the |this )?(?:\w+ ?){1,3})? (?:is|was|are|seems to be|appears to be|looks like|resembles|must be|might be|may be|could be|can be recogni[sz]ed as|belongs to|is likely|is probably|is clearly|is none other than|is known as|known as|named|called|depicts|shows) (?:probably |likely |clearly |obviously |almost certainly |definitely |that of |of )*(${NAME})`, 'u'),
  new RegExp(String.raw`\b(?:This|That|It|Here|these|They)(?: is| was|'s| appears to be| seems to be| looks like| must be| could be| shows| depicts| resembles)? (?:probably |likely |clearly |obviously |definitely |most likely )*(${NAME})`, 'u'),
  new RegExp(String.raw`\b(?:portrait|face|picture|photo|photograph|image|likeness|head|features|selfie|mugshot|identity|signature) of (${NAME})`, 'u'),
  new RegExp(String.raw`\b(?:identified|identifiable|recogni[sz]ed|recogni[sz]able|known|resembl(?:es|ing)|looks like|named)(?: as| to be)? (?:the \w+ )?(${NAME})`, 'u'),
  new RegExp(String.raw`\b(?:recogni[sz]e|identify|identified|recogni[sz]ed|know)\b(?: \w+){0,4} as (${NAME})`, 'u'),
  new RegExp(String.raw`\b(?:[Tt]he (?:\w+ )?(?:actor|actress|politician|singer|president|chancellor|footballer|player|celebrity|pope|king|queen|prime minister|author|director|comedian|athlete|senator|minister)) (${NAME})`, 'u'),
  new RegExp(String.raw`\b((?:President|Chancellor|Queen|King|Prince|Princess|Pope|Senator|Prime Minister) \p{Lu}[\p{Ll}'’-]+)`, 'u'),
];
const PERSON_CONTEXT = new RegExp(String.raw`\b${PERSON}\b|\b(?:speech|speaking|speaks|smiling|smiles|wearing|wears|giving|holding|standing|sitting|shaking|walking|looking|hair|beard|eyes|nose|mouth|skin)\b`, 'i');

/** Nobody in a picture is named: neither measurement nor the mask says who it is. Without a list of names, a capitalised name where a person is spoken of counts. */
export function judgeIdentity({ said, known }: Context): Judged {
  for (const [index, claim] of CLAIMS.entries()) {
    const match = claim.exec(said);
    const name = match?.[1];
    if (match === null || name === undefined || !named(name)) continue;
    const personal = index !== 1 && index !== 2 && index !== 3 || PERSON_CONTEXT.test(said) || known.domain === 'face' || name.split(' ').length >= 2 && index === 3;
    const alone = index === 1 && name.split(' ').length === 1 && !PERSON_CONTEXT.test(said.replace(name, ''));
    if (!personal || alone) continue;
    return struck('identity', match[0], 'Who a person is cannot be told from the mask or from any measurement, and is not asked.');
  }
  return UNDECIDED;
}

function named(name: string): boolean {
  const words = name.split(' ').filter((word) => /^\p{Lu}/u.test(word));
  return words.length > 0 && words.every((word) => !NO_PERSON.test(word.replace(/[.,;:]$/, '')));
}
