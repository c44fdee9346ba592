// Rebuilds labx/core/static/vendor: Ágora's design tokens and the weights of Noto Sans that the pages use.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const vendor = join(here, "..", "..", "labx", "core", "static", "vendor");

const FACES = [
  { weight: 400, style: "normal" },
  { weight: 400, style: "italic" },
  { weight: 600, style: "normal" },
  { weight: 700, style: "normal" },
];
const KEPT = /^--(color-(neutral|primary|secondary|informative|success|warning|danger|white|black|focus)|radius|duration)/;

function version(name) {
  return JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")).version;
}

function agoraTokens() {
  const name = "@ama-pt/agora-design-system";
  const theme = readFileSync(join(packages, name, "src", "styles", "theme.css"), "utf8");
  const tokens = [...theme.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)]
    .map(([, key, value]) => [key, value.trim()])
    .filter(([key, value]) => KEPT.test(key) && value !== "initial")
    .map(([key, value]) => `  ${key.replace("--", "--agora-")}: ${value};`);
  const folder = join(vendor, "agora");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "tokens.css"),
    `/* Design tokens of ${name} ${version(name)} (MIT). Made by tools/build_look; do not edit. */\n:root {\n${tokens.join("\n")}\n}\n`,
  );
}

function notoSans() {
  const name = "@fontsource/noto-sans";
  const folder = join(vendor, "noto-sans");
  mkdirSync(folder, { recursive: true });
  const range = JSON.parse(readFileSync(join(packages, name, "unicode.json"), "utf8")).latin;
  const rules = FACES.map(({ weight, style }) => {
    const file = `noto-sans-latin-${weight}-${style}.woff2`;
    copyFileSync(join(packages, name, "files", file), join(folder, file));
    return `@font-face {\n  font-family: "Noto Sans";\n  font-style: ${style};\n  font-weight: ${weight};\n  font-display: swap;\n  src: url("${file}") format("woff2");\n  unicode-range: ${range};\n}\n`;
  });
  writeFileSync(
    join(folder, "faces.css"),
    `/* Noto Sans from ${name} ${version(name)} (OFL-1.1, see LICENSE). Made by tools/build_look; do not edit. */\n${rules.join("")}`,
  );
  copyFileSync(join(packages, name, "LICENSE"), join(folder, "LICENSE"));
}

agoraTokens();
notoSans();
