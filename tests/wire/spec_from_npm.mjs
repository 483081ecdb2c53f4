// Prints Discord's API description as an OpenAPI-shaped file, made out of the npm packages that package.json pins:
//   npm install --ignore-scripts && node spec_from_npm.mjs > openapi.json
// discord-api-spec is generated daily from the description Discord publishes; its zod schemas go back to JSON Schema
// here, and its Paths interface says which operation takes and answers what.
import fs from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const load = (file) => import(pathToFileURL(file).href);
const folder = require.resolve.paths("discord-api-spec").map((p) => `${p}/discord-api-spec/build`).find((p) => fs.existsSync(p));
const z = await load(require.resolve("zod"));
const exported = await load(`${folder}/discord-api-spec.zod.js`);

const schemas = allSchemas();
process.stdout.write(JSON.stringify({ openapi: "3.1.0", paths: allPaths(), components: { schemas } }));

function allSchemas() {
    const registry = z.registry();
    for (const [name, schema] of Object.entries(exported))
        if (name.endsWith("Schema")) registry.add(schema, { id: name.slice(0, -"Schema".length) });
    const uri = (id) => `#/components/schemas/${id}`;
    const made = z.toJSONSchema(registry, { io: "input", unrepresentable: "any", uri }).schemas;
    for (const schema of Object.values(made)) {
        delete schema.$id;
        delete schema.$schema;
        loosenDates(schema);
    }
    return made;
}

function loosenDates(part) {
    // zod's own pattern for date-time refuses +00:00, which Discord takes and sends.
    if (!part || typeof part !== "object") return;
    if (part.format) delete part.pattern;
    Object.values(part).forEach(loosenDates);
}

function allPaths() {
    // One entry of the interface may run over several lines; it ends with a semicolon.
    const source = fs.readFileSync(`${folder}/discord-api-spec.ts`, "utf8");
    const paths = {};
    let operations, operation, entry = null;
    for (const line of source.slice(source.search(/(interface|type) Paths\b/)).split("\n").slice(1)) {
        let found;
        if (line.startsWith("}")) break;
        if ((found = line.match(/^ {2}"(\/[^"]*)": \{/))) operations = paths[found[1]] = {};
        else if ((found = line.match(/^ {4}(get|put|post|patch|delete): \{/))) operation = operations[found[1]] = { responses: {} };
        else if ((found = line.match(/^ {6}requestBody\??:\s*(.*)$/))) entry = { text: found[1] };
        else if ((found = line.match(/^ {8}"(\d\w\w)":\s*(.*)$/))) entry = { status: found[1], text: found[2] };
        else if (entry) entry.text += " " + line.trim();
        if (entry?.text.trim().endsWith(";")) {
            note(operation, entry.status, entry.text.trim().slice(0, -1));
            entry = null;
        }
    }
    return paths;
}

function note(operation, status, type) {
    if (/^(undefined|never|void)$/.test(type) || (status && (!status.startsWith("2") || type === "null"))) return;
    const described = { content: { "application/json": { schema: union(type) } } };
    if (status) operation.responses[status] = described;
    else operation.requestBody = { required: true, ...described };
}

function union(type) {
    if (!type.includes("|") || type.startsWith("(")) return single(type);
    return { anyOf: type.split("|").filter((part) => part.trim()).map(single) };
}

function single(type) {
    const name = type.trim();
    if (name === "null") return { type: "null" };
    if (name.endsWith("[]")) return { type: "array", items: union(name.slice(0, -2).replace(/^\((.*)\)$/, "$1")) };
    return schemas[name] ? { $ref: `#/components/schemas/${name}` } : {};
}
