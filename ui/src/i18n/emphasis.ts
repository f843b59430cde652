/** A part of a sentence. Sentences may mark words as **strong**; parsing them here avoids injecting markup. */
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
