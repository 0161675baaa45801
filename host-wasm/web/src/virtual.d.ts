// What `build.mjs` makes.
declare module "virtual:made" {
  import type { GivenFile } from "./protocol.js";

  /** The WebAssembly module, packed with gzip, in Base64. */
  export const module: string;
  /** The script of the worker. */
  export const worker: string;
  /** Made-up tenants. */
  export const samples: Sample[];

  export interface Sample {
    title: string;
    about: string;
    files: GivenFile[];
    settings: string;
  }
}
