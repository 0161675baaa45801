import { evaluate } from "flowlock";

onmessage = async ({ data: { files, settings, options } }) => {
  postMessage((await evaluate(files, settings, options)).json);
};
