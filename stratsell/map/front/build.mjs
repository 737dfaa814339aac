// Bundles the front ends into ../static. The first argument, if any, is written into each bundle's first line.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  entryPoints: [
    { in: "src/index.js", out: "map" },
    { in: "src/index.css", out: "map" },
    { in: "import/index.tsx", out: "import" },
    { in: "import/index.css", out: "import" },
  ],
  banner: { js: `/* ${process.argv[2] ?? "made by hand"} */` },
  bundle: true,
  minify: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  format: "esm",
  target: "es2022",
  outdir: "../static",
});
