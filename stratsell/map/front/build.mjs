// Bundles the front ends into ../static. The first argument, if any, is written into each bundle's first line.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const options = {
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  banner: { js: `/* ${process.argv[2] ?? "made by hand"} */` },
  alias: { "d3-transition": "./src/glide.ts", "d3-interpolate": "./src/glide.ts" },
  bundle: true,
  minify: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  target: "es2022",
  outdir: "../static",
};

const entryPoints = [
  { in: "src/index.js", out: "map" },
  { in: "src/index.css", out: "map" },
  { in: "import/index.tsx", out: "import" },
  { in: "import/index.css", out: "import" },
];
await build({ ...options, entryPoints, format: "esm" });
// For the explorer's scripts, which are not built: a variable that they begin with.
await build({ ...options, entryPoints: [{ in: "shared/health.ts", out: "health" }], format: "iife", globalName: "health" });
