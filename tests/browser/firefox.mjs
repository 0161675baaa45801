// Firefox, driven by Marionette: its own protocol, JSON on a socket of loopback, which needs no driver.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How long Firefox may take to start, and for one command, in milliseconds. */
const START = 60_000;
const COMMAND = 60_000;

/** What a profile of its own is told: take any port, ask nobody, save to this folder, phone nowhere. */
function preferences(downloads) {
  return {
    "app.normandy.enabled": false,
    "app.update.disabledForTesting": true,
    "browser.aboutwelcome.enabled": false,
    "browser.download.dir": downloads,
    "browser.download.folderList": 2,
    "browser.shell.checkDefaultBrowser": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": false,
  };
}

/** A Firefox with one tab. `cargo xtask` sets FLOWLOCK_FIREFOX. */
export class Firefox {
  #process;
  #socket;
  #received = Buffer.alloc(0);
  #waiting = new Map();
  #commands = 0;

  /** Starts it with a new profile in this folder; the caller closes it. */
  static async launch(folder) {
    const [profile, downloads] = [join(folder, "profile"), join(folder, "downloads")];
    for (const made of [profile, downloads]) mkdirSync(made, { recursive: true });
    const lines = Object.entries(preferences(downloads)).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    writeFileSync(join(profile, "user.js"), lines.join(""));
    const firefox = new Firefox();
    const executable = process.env.FLOWLOCK_FIREFOX ?? "/usr/bin/firefox-esr";
    const args = ["--headless", "--marionette", "--no-remote", "--profile", profile];
    firefox.#process = spawn(executable, args, { stdio: "ignore", env: { ...process.env, HOME: folder } });
    try {
      await firefox.#connect(join(profile, "MarionetteActivePort"));
      firefox.downloads = downloads;
      const { capabilities } = await firefox.send("WebDriver:NewSession", {});
      firefox.version = capabilities.browserVersion;
      return firefox;
    } catch (error) {
      firefox.#process.kill("SIGKILL");
      throw error;
    }
  }

  async #connect(portFile) {
    const start = performance.now();
    while (!existsSync(portFile) || readFileSync(portFile, "utf8") === "") {
      if (this.#process.exitCode !== null) throw new Error(`Firefox ended with ${this.#process.exitCode}`);
      if (performance.now() - start > START) throw new Error("Firefox does not start");
      await sleep(50);
    }
    this.#socket = connect(Number(readFileSync(portFile, "utf8")), "127.0.0.1");
    this.#socket.on("data", (data) => this.#take(data));
    await once(this.#socket, "connect");
  }

  /** A message is its length, a colon, and JSON: `[1, id, error, result]`. The first one only greets. */
  #take(data) {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const colon = this.#received.indexOf(":");
      const end = colon + 1 + Number(this.#received.subarray(0, Math.max(colon, 0)));
      if (colon < 0 || this.#received.length < end) return;
      const message = JSON.parse(this.#received.subarray(colon + 1, end));
      this.#received = this.#received.subarray(end);
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) reject(new Error(`${error.error}: ${error.message}`));
      else resolve(result);
    }
  }

  /** One command of Marionette. */
  async send(command, parameters) {
    const id = (this.#commands += 1);
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    const message = JSON.stringify([0, id, command, parameters]);
    this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    const late = sleep(COMMAND, undefined, { ref: false }).then(() => {
      throw new Error(`Firefox does not answer ${command}`);
    });
    return Promise.race([answer, late]);
  }

  async goto(url) {
    await this.send("WebDriver:Navigate", { url });
  }

  /** What a function gives inside the page; it sees what the page's own scripts see of the document. */
  async evaluate(inside, ...args) {
    const script = `return (${inside})(...arguments)`;
    return (await this.send("WebDriver:ExecuteScript", { script, args })).value;
  }

  /** Waits until a function gives something inside the page, and gives that. */
  async until(inside, ...args) {
    const start = performance.now();
    for (;;) {
      const found = await this.evaluate(inside, ...args);
      if (found) return found;
      if (performance.now() - start > COMMAND) throw new Error(`never true: ${inside}`);
      await sleep(20);
    }
  }

  async #element(using, value) {
    const { value: found } = await this.send("WebDriver:FindElement", { using, value });
    return Object.values(found)[0];
  }

  /** Chooses files in the input of this selector. */
  async choose(selector, paths) {
    const id = await this.#element("css selector", selector);
    await this.send("WebDriver:ElementSendKeys", { id, text: paths.join("\n") });
  }

  /** Clicks the button of this text. */
  async press(label) {
    const id = await this.#element("xpath", `//button[starts-with(normalize-space(.), "${label}")]`);
    await this.send("WebDriver:ElementClick", { id });
  }

  /** What the page saves next, once it is whole. */
  async saved(name) {
    const path = join(this.downloads, name);
    for (let last = -1, start = performance.now(); performance.now() - start < COMMAND; await sleep(100)) {
      const size = existsSync(path) && !existsSync(`${path}.part`) ? readFileSync(path).length : -1;
      if (size > 0 && size === last) return readFileSync(path, "utf8");
      last = size;
    }
    throw new Error(`${name} was not saved`);
  }

  async close() {
    const ended = once(this.#process, "exit");
    await this.send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => this.#process.kill("SIGKILL"));
    this.#socket.destroy();
    await ended;
  }
}
