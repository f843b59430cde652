/** Sentences may mark a few words as **strong**; this takes them apart so that no markup is ever injected. */
export interface Part {
  text: string;
  strong: boolean;
}

export function emphasis(sentence: string): Part[] {
  return sentence
    .split('**')
    .map((text, place) => ({ text, strong: place % 2 === 1 }))
    .filter((part) => part.text !== '');
}
