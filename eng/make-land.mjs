#!/usr/bin/env node
// Writes src/SPAgent.Report/Page/land.txt: the outlines of the continents as one SVG path, x = longitude, y = −latitude, in degrees.
// The data is Natural Earth's 1:110m land (public domain), as packed by world-atlas. Needs, in eng/: npm install --no-package-lock
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { feature } from "topojson-client";

const here = dirname(fileURLToPath(import.meta.url));
const topology = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("world-atlas/land-110m.json"), "utf8"));
const polygons = feature(topology, topology.objects.land).features.flatMap((one) => one.geometry.coordinates);

// Tenths of a degree, each point relative to the last; written without the zeros and blanks that a path can do without.
const short = (tenths) => String(tenths / 10).replace(/^(-?)0\./, "$1.");

// An outline over the date line goes on beyond 180 degrees; the one around the pole is closed along the edge of the map.
function unrolled(points) {
  let shift = 0;
  const open = points.map(([x, y], i) => {
    if (i > 0) shift += 360 * Math.round((points[i - 1][0] - x) / 360);
    return [x + shift, y];
  });
  const [start, end] = [open[0], open.at(-1)];
  return Math.abs(end[0] - start[0]) > 180 ? [...open, [end[0], -90], [start[0], -90]] : open;
}

// What lies beyond one edge of the map comes in at the other, so such an outline is drawn twice.
function copies(points) {
  const xs = points.map(([x]) => x), shifts = [0];
  if (Math.max(...xs) > 180) shifts.push(-360);
  if (Math.min(...xs) < -180) shifts.push(360);
  return shifts.map((shift) => points.map(([x, y]) => [x + shift, y]));
}

function ring(points) {
  let path = "", last = null;
  for (const [longitude, latitude] of points) {
    const at = [Math.round(longitude * 10), Math.round(-latitude * 10)];
    if (last && at[0] === last[0] && at[1] === last[1]) continue;
    const [x, y] = (last ? [at[0] - last[0], at[1] - last[1]] : at).map(short);
    const gap = path.endsWith("l") || x.startsWith("-") ? "" : " ";
    path += `${last === null ? "M" : gap}${x}${y.startsWith("-") ? "" : " "}${y}${last === null ? "l" : ""}`;
    last = at;
  }
  return path + "z";
}

const land = polygons.flat().map(unrolled).flatMap(copies).map(ring).filter((path) => path.length > 12).join("");
writeFileSync(join(here, "../src/SPAgent.Report/Page/land.txt"), land + "\n");
console.log(`${land.length} characters`);
