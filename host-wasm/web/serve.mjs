// Serves the page on loopback until it is ended.
//
//   node serve.mjs <file> [port]

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [file, port = "8223"] = process.argv.slice(2);

const server = createServer((request, response) => {
  if (request.url !== "/") return response.writeHead(404).end();
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(readFileSync(file));
});
server.on("error", (error) => {
  console.error(`cannot serve on port ${port}: ${error.code}`);
  process.exitCode = 1;
});
server.listen(Number(port), "127.0.0.1", () => {
  console.error(`the page is at http://127.0.0.1:${port}/ and, as a file, at ${file}; end with Ctrl-C`);
});
