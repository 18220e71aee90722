// What a browser keeps for the page, where it lends storage: some do not, and say so by throwing.

type Place = () => Storage;

/** For as long as the fan lets it be. */
export const forGood: Place = () => localStorage;
/** For this tab. */
export const forThisVisit: Place = () => sessionStorage;

/** Null where nothing is kept. */
export function kept(place: Place, key: string): string | null {
  try {
    return place().getItem(key);
  } catch {
    return null;
  }
}

/** `null` forgets. False where the browser lends no storage. */
export function keep(place: Place, key: string, text: string | null): boolean {
  try {
    if (text === null) place().removeItem(key);
    else place().setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
