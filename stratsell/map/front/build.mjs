// Bundles the front end into ../static. The first argument, if any, is written into the bundle's first line.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  entryPoints: [
    { in: "src/index.js", out: "map" },
    { in: "src/index.css", out: "map" },
  ],
  banner: { js: `/* ${process.argv[2] ?? "made by hand"} */` },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: "../static",
});
