// Runs axe-core in Chromium on pages. Prints as JSON its violations, and the contrast of each text that it leaves
// undecided: of a single letter, of a sign, and of text in a picture. There the colours under its middle decide.
// Arguments: the browser, then HTML files.
import { createRequire } from "node:module";
import fs from "node:fs";
const require = createRequire(process.cwd() + "/");
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [browser, ...files] = process.argv.slice(2);
const chrome = await puppeteer.launch({ executablePath: browser, args: ["--no-sandbox"], timeout: 120000, protocolTimeout: 300000 });

function contrast(selector) {
  const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const seen = (colour) => colour.startsWith("rgb") && (parts(colour)[3] ?? 1) > 0;
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center" });
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const drawn = element instanceof SVGElement;
  const ink = drawn ? style.fill : style.color;
  let ground = "rgb(255, 255, 255)";
  for (const under of document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)) {
    const its = getComputedStyle(under);
    const shape = under instanceof SVGElement && !["svg", "g", "text", "tspan"].includes(under.tagName);
    const colour = shape ? its.fill : its.backgroundColor;
    if (under.tagName !== "text" && seen(colour)) { ground = colour; break; }
  }
  const [more, less] = [light(ink), light(ground)].sort((a, b) => b - a);
  return { text: element.textContent.trim().slice(0, 30), ink, ground, ratio: (more + 0.05) / (less + 0.05) };
}

const told = { violations: [], undecided: [] };
for (const file of files) {
  const page = await chrome.newPage();
  await page.setBypassCSP(true);
  await page.goto("file://" + file);
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations", "incomplete"] }));
  for (const each of result.violations) told.violations.push(each.id + ": " + each.nodes[0].html.slice(0, 80));
  for (const each of result.incomplete) {
    if (each.id !== "color-contrast") told.violations.push("undecided " + each.id + ": " + each.nodes[0].html.slice(0, 80));
    else for (const node of each.nodes) told.undecided.push(await page.evaluate(contrast, node.target[0]));
  }
}
await chrome.close();
console.log(JSON.stringify(told));
