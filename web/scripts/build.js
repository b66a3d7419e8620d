// Builds everything the binary embeds into dist/: styles, behaviour, typefaces and the mark.
// Each file carries a hash of its content in its name, so that browsers may keep it for good;
// manifest.txt says which name stands for which file, and text files also come gzipped.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import * as sass from "sass";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const manifest = [];

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

/** Writes `bytes` under a hashed form of `name`, adds it to the manifest and returns the hashed name. */
function put(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  writeFileSync(join(dist, hashed), bytes);
  if (!name.endsWith(".woff2")) {
    writeFileSync(join(dist, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
  }
  manifest.push(`${name} ${hashed}`);
  return hashed;
}

const family = "@fontsource/atkinson-hyperlegible/files";
const fonts = new Map();
for (const subset of ["latin", "latin-ext"]) {
  for (const weight of ["400", "700"]) {
    const name = `atkinson-hyperlegible-${subset}-${weight}-normal.woff2`;
    fonts.set(name, put(name, readFileSync(join(root, "node_modules", family, name))));
  }
}

let { css } = sass.compile(join(root, "scss/hearth.scss"), {
  loadPaths: [join(root, "node_modules")],
  style: "compressed",
  quietDeps: true,
  charset: false,
});
for (const [name, hashed] of fonts) {
  if (!css.includes(name)) throw new Error(`hearth.scss names no typeface file ${name}`);
  css = css.replaceAll(name, hashed);
}
// The licences of what is embedded travel with it.
const licence = put("atkinson-hyperlegible.txt", readFileSync(join(root, "node_modules", dirname(family), "LICENSE")));
const notice = `/*! Includes govuk-frontend (MIT, Crown Copyright, Government Digital Service). Typeface: ${licence} */`;
put("hearth.css", Buffer.from(`${notice}\n${css}`));

for (const [name, format] of [["hearth", "esm"], ["early", "iife"]]) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(root, `js/${name}.js`)],
    bundle: true,
    minify: true,
    format,
    target: "es2020",
    legalComments: "eof",
    write: false,
  });
  put(`${name}.js`, outputFiles[0].contents);
}

put("favicon.svg", readFileSync(join(root, "favicon.svg")));

writeFileSync(join(dist, "manifest.txt"), `${manifest.join("\n")}\n`);
console.log(`web/dist holds ${manifest.length} files`);
