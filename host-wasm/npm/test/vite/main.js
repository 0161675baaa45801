// What a portal does: on the page itself, in a module worker, and with the module inlined.

import { evaluate, evaluateSync, FlowlockError } from "flowlock";
import { evaluate as evaluateInlined } from "flowlock/inline";

/** The same through three ways; files are `{ name, content }`. */
globalThis.everyWay = async (files, settings, options) => {
  const early = code(() => evaluateSync(files, settings, options));
  const inWorker = new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ files, settings, options });
  });
  return {
    early,
    page: (await evaluate(files, settings, options)).json,
    atOnce: evaluateSync(files, settings, options).json,
    inlined: (await evaluateInlined(files, settings, options)).json,
    worker: await inWorker,
  };
};

function code(call) {
  try {
    call();
  } catch (error) {
    return error instanceof FlowlockError ? error.code : String(error);
  }
}
