/** English function words that say nothing of what is described; apostrophes are deleted before (see fold.ts). */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [
    'a an the this that these those such some any each every both all no not nor only own same other another',
    'i me my we us our you your he him his she her it its they them their who whom whose which what',
    'am is are was were be been being have has had having do does did doing done will would shall should can could may might must',
    'and or but if so than then as at by for from in into of off on onto out over to up upon with without within about against between through during before after above below under again',
    'there here where when why how very too also just more most less least few much many while because until although though however',
    'dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt wont wouldnt cant cannot couldnt shouldnt',
  ].flatMap((line) => line.split(' ')),
);
