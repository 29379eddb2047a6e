// The lending desk of the three specs/loan-*.md pages, as node:http makes it: what is not a route,
// another method among it, is a 404; content is sent in chunks; and every answer, a 204 too, has
// the Content-Type that was set at first. Argument: correct, status, ticket.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

const fault = process.argv[2];
const token = `Bearer ${process.env.AS_DOCUMENTED_TOKEN}`;
const running = new Map();

function begin(request, response, shelf, content) {
  if (request.headers["content-type"]?.split(";")[0].trim() !== "application/json") {
    response.writeHead(415).end();
    return;
  }
  let book;
  try {
    book = JSON.parse(content).book;
  } catch {
    book = undefined;
  }
  if (typeof book !== "string") {
    response.writeHead(400).end(JSON.stringify({ error: "this is no order of a book" }));
    return;
  }
  const ticket = randomUUID();
  running.set(ticket, { ticket, book, days: 28 });
  const place = `http://${request.headers.host}/me/shelves/${shelf}/loans/${ticket}`;
  response.writeHead(201, { Location: place }).end(JSON.stringify(running.get(ticket)));
}

function serve(request, response, content) {
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  const [, shelf, action] = request.url.match(/^\/me\/shelves\/([^/]+)\/loans(?:\/(renew|end))?$/) ?? [];
  const ticket = request.headers["loan-ticket"];
  if (!shelf || request.method !== "POST") {
    response.writeHead(404).end(JSON.stringify({ error: "not found" }));
  } else if (request.headers.authorization !== token) {
    response.writeHead(401, { "WWW-Authenticate": "Bearer" }).end();
  } else if (!action) {
    begin(request, response, shelf, content);
  } else if (action === "end" && fault === "ticket" && ticket === undefined) {
    response.writeHead(204).end();
  } else if (!ticket) {
    response.writeHead(400).end(JSON.stringify({ error: "loan-ticket is missing" }));
  } else if (!running.has(ticket)) {
    response.writeHead(404).end(JSON.stringify({ error: "no such loan" }));
  } else if (action === "renew") {
    response.end(JSON.stringify({ ...running.get(ticket), days: 56 }));
  } else {
    running.delete(ticket);
    response.writeHead(fault === "status" ? 200 : 204).end();
  }
}

const server = createServer(async (request, response) => {
  let content = "";
  for await (const chunk of request) content += chunk;
  serve(request, response, content);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
