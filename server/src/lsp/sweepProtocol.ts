/** What client and server say to each other about finding a model's best settings. Types only. */

/** What may be varied about a model to find its best settings. */
export interface SweepProposal {
  readonly kind: "proposal";
  readonly model: string;
  /** About the longest one combination takes, with starting and loading. */
  readonly secondsPerSetting: number;
  readonly axes: readonly {
    readonly name: string;
    readonly title: string;
    readonly values: readonly string[];
    /** Chosen unless somebody says otherwise. */
    readonly usual: boolean;
  }[];
}

export interface SweepWish {
  /** Names of axes of the proposal. */
  readonly vary: readonly string[];
}
