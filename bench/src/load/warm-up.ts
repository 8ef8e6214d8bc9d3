/** How long messages flow before the first turn: until both processes are compiled and their heaps have found their size. */
export const WARM_UP_SECONDS = 0.8;
