// The lending desk of specs/loan-end.md, as node:http makes it. Argument: correct, status, ticket.
import { createServer } from "node:http";

const fault = process.argv[2];
const token = `Bearer ${process.env.AS_DOCUMENTED_TOKEN}`;

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const found = /^\/me\/shelves\/[^/]+\/loans\/end$/.test(request.url);
    if (!found) {
      response.writeHead(404).end();
    } else if (request.method !== "POST") {
      response.writeHead(405, { Allow: "POST" }).end();
    } else if (request.headers.authorization !== token) {
      response.writeHead(401, { "WWW-Authenticate": "Bearer" }).end();
    } else if (!request.headers["loan-ticket"] && fault !== "ticket") {
      response.writeHead(422).end();
    } else {
      response.writeHead(fault === "status" ? 200 : 204, { "Content-Type": "application/json" }).end();
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
