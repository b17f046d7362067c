/**
 * How long the event loop did not turn: a timer that should beat every millisecond, and the longest time it did not. Absent on
 * purpose: whose fault it was.
 */

export interface Silence {
  begin(): void;
  /** The longest silence since it began, in ms. */
  end(): number;
  close(): void;
}

const beatMs = 1;

export function listenForSilence(): Silence {
  let last = 0;
  let longest = 0;
  const beat = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(beat, beatMs);
  return {
    begin() {
      last = performance.now();
      longest = 0;
    },
    end() {
      beat();
      return longest;
    },
    close: () => clearInterval(timer),
  };
}
