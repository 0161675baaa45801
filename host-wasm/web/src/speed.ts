// How far the reading is, how fast it is, and how long it may still take.

import { find } from "./dom.js";
import type { Progress } from "./evaluator.js";

export class Speed {
  readonly #total: number;
  readonly #start = performance.now();
  #latest: Progress = { name: "", bytes: 0 };
  #drawn = false;

  /** @param total the bytes of all files; zero where that is not known */
  constructor(total: number) {
    this.#total = total;
    this.#draw();
  }

  /** Draws no more often than the browser does. */
  show(progress: Progress): void {
    this.#latest = progress;
    if (this.#drawn) return;
    this.#drawn = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#drawn = false;
    const { name, bytes } = this.#latest;
    const bar = find<HTMLProgressElement>("progress");
    if (this.#total > 0) bar.value = Math.min(1, bytes / this.#total);
    else bar.removeAttribute("value");
    find("how-far").textContent = this.#words(bytes);
    find("which").textContent = name;
  }

  #words(bytes: number): string {
    const of = this.#total > 0 ? ` of ${size(this.#total)}` : "";
    const seconds = (performance.now() - this.#start) / 1000;
    if (seconds < 0.5 || bytes === 0) return `${size(bytes)}${of}`;
    const rate = bytes / seconds;
    const left = this.#total > bytes ? `, about ${time((this.#total - bytes) / rate)} left` : "";
    return `${size(bytes)}${of} at ${size(rate)} a second${left}`;
  }
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} KB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function time(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
