// Numbers, days and lines of shares as the portfolio shows them.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SVG = "http://www.w3.org/2000/svg";

const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

// A half goes to the even number, as in Python, so that pictures and pages say the same: 62.5 is 62 %.
function percent(share) {
  const near = Math.round(share * 100);
  return `${near - share * 100 === 0.5 && near % 2 ? near - 1 : near} %`;
}

const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const points = (change) => `${change > 0 ? "+" : change < 0 ? "−" : "±"}${Math.abs(Math.round(change * 100))}`;

function day(since) {
  const date = new Date(since * 86400000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function drawn(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// The places of a line of shares in a box, lowest share at the bottom; a flat line stands where its share does.
function sparkline(course, width, height) {
  const [least, most] = [Math.min(...course), Math.max(...course)];
  const room = Math.max(most - least, 0.12);
  const low = Math.max(0, Math.min(least - (room - (most - least)) / 2, 1 - room));
  return course.map((share, at) => `${(2 + (at * (width - 4)) / Math.max(1, course.length - 1)).toFixed(1)},${(height - 3 - ((share - low) / room) * (height - 6)).toFixed(1)}`);
}
