/** What the names of calls nobody has described say of the functions they are given. Absent on purpose: memos (barriers.ts). */

/** `load().then(use)`: runs once for each time the promise is made. */
export const settles = /\.(?:then|catch|finally)$/;

/** Calls that keep the function for later: how often it runs is up to others. */
export const waitsForEvents =
  /(?:^|\.)(?:on|once|addEventListener|addListener|subscribe|on[A-Z]\w*|watch|command|action|handle|tool|registerTool|setRequestHandler|useCallback|describe|it|test|beforeEach|afterEach)$/;
