import { evaluate } from "flowlock";

onmessage = async ({ data: { files, settings } }) => {
  postMessage((await evaluate(files, settings)).json);
};
