#!/usr/bin/env node
// Writes data-samples/streets-arrow from data-samples/streets: the same rows and the same picture bytes, laid out as
// Hugging Face's save_to_disk lays them out, in two shards.
//
//   cd eng && npm install --no-package-lock        (Node 20 or newer; apache-arrow 21.2.0, see package.json)
//   node eng/make-streets-arrow.mjs                write
//   node eng/make-streets-arrow.mjs --check        read back, compare each value and each byte with the image folder
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Binary, Field, Float64, RecordBatch, RecordBatchStreamWriter, Schema, Struct, Utf8, makeData, tableFromIPC, vectorFromArray,
} from "apache-arrow";

const samples = join(dirname(fileURLToPath(import.meta.url)), "..", "data-samples");
const source = join(samples, "streets");
const target = join(samples, "streets-arrow");
const shards = 2;

const image = new Struct([new Field("bytes", new Binary(), true), new Field("path", new Utf8(), true)]);
const columns = [
  ["image", image, { _type: "Image" }],
  ["lat", new Float64(), { dtype: "float64", _type: "Value" }],
  ["lon", new Float64(), { dtype: "float64", _type: "Value" }],
  ["country", new Utf8(), { dtype: "string", _type: "Value" }],
  ["city", new Utf8(), { dtype: "string", _type: "Value" }],
  ["locatability_score", new Float64(), { dtype: "float64", _type: "Value" }],
  ["image_source", new Utf8(), { dtype: "string", _type: "Value" }],
];
const features = Object.fromEntries(columns.map(([name, , feature]) => [name, feature]));

function readRows() {
  const lines = readFileSync(join(source, "metadata.jsonl"), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const { file_name, ...row } = JSON.parse(line);
    return { image: { bytes: new Uint8Array(readFileSync(join(source, file_name))), path: file_name }, ...row };
  });
}

const shardName = (i) => `data-${String(i).padStart(5, "0")}-of-${String(shards).padStart(5, "0")}.arrow`;

// Contiguous rows; the first shards take one more where the count does not divide.
function shardRows(rows, i) {
  const least = Math.floor(rows.length / shards), more = rows.length % shards;
  const start = i * least + Math.min(i, more);
  return rows.slice(start, start + least + (i < more ? 1 : 0));
}

function encode(rows) {
  const fields = columns.map(([name, type]) => new Field(name, type, true));
  const schema = new Schema(fields, new Map([["huggingface", JSON.stringify({ info: { features } })]]));
  const children = columns.map(([name, type]) => vectorFromArray(rows.map((row) => row[name]), type).data[0]);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children }));
  const writer = new RecordBatchStreamWriter();
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}

// Hugging Face writes these with two spaces and sorted keys.
function writeJson(name, value) {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(target, name), JSON.stringify(sorted, null, 2));
}

function write() {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const rows = readRows();
  const fingerprint = createHash("sha256");
  for (let i = 0; i < shards; i++) {
    const bytes = encode(shardRows(rows, i));
    fingerprint.update(bytes);
    writeFileSync(join(target, shardName(i)), bytes);
    console.log(`${shardName(i)}  ${shardRows(rows, i).length} rows  ${(bytes.length / 1024).toFixed(0)} KB`);
  }
  writeJson("state.json", {
    _data_files: Array.from({ length: shards }, (_, i) => ({ filename: shardName(i) })),
    _fingerprint: fingerprint.digest("hex").slice(0, 16),
    _format_columns: null, _format_kwargs: {}, _format_type: null, _output_all_columns: false, _split: null,
  });
  writeJson("dataset_info.json", { citation: "", description: "", features, homepage: "", license: "apache-2.0" });
}

function check() {
  const rows = readRows();
  const state = JSON.parse(readFileSync(join(target, "state.json"), "utf8"));
  const seen = state._data_files.flatMap(({ filename }) => [...tableFromIPC(readFileSync(join(target, filename)))]);
  const wrong = [];
  if (seen.length !== rows.length) wrong.push(`${seen.length} rows, ${rows.length} are expected`);
  rows.forEach((row, i) => {
    for (const [name] of columns.slice(1)) {
      if (seen[i]?.[name] !== row[name]) wrong.push(`row ${i}, ${name}: ${seen[i]?.[name]}, ${row[name]} is expected`);
    }
    const picture = seen[i]?.image;
    if (picture?.path !== row.image.path) wrong.push(`row ${i}: path ${picture?.path}`);
    if (!picture || Buffer.compare(Buffer.from(picture.bytes), Buffer.from(row.image.bytes)) !== 0) wrong.push(`row ${i}: bytes differ`);
  });
  const stray = readdirSync(source).filter((f) => f !== "metadata.jsonl" && !rows.some((row) => row.image.path === f));
  if (stray.length > 0) wrong.push(`not in metadata.jsonl: ${stray.join(", ")}`);
  wrong.forEach((line) => console.error(line));
  console.log(wrong.length === 0 ? `${rows.length} rows, all values and bytes equal` : `${wrong.length} differences`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

process.argv.includes("--check") ? check() : write();
