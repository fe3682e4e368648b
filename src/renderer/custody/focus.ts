import { create } from 'zustand';

/** Item that the Custody screen shows first when it is opened from elsewhere, by case; taken away once it is shown. */
export const focusedItem = create<{ readonly items: Readonly<Record<string, number>> }>(() => ({ items: {} }));
