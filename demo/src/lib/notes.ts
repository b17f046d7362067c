/** Transcripts of the notes taken so far. */
export const notes = [
  { id: 1, text: "Order two more microphones for the small studio before Friday." },
  { id: 2, text: "Ask Priya whether the noise gate can be moved in front of the compressor." },
  { id: 3, text: "The second take of the interview is the good one; cut the first three minutes." },
  { id: 4, text: "Pay the electrician, and have the hum on channel four looked at again." },
  { id: 5, text: "Idea: let listeners skip to the next speaker, not only to the next chapter." },
];
