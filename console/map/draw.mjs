// Draws the console's map of the world: which country each cell of a grid is in. Run it in a folder where
// `npm install world-atlas topojson-client i18n-iso-countries` was run, and put what it prints into `world.txt` beside this file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
const { feature } = require('topojson-client');
const names = require('i18n-iso-countries');
const world = JSON.parse(readFileSync(require.resolve('world-atlas/countries-50m.json'), 'utf8'));

const COLUMNS = 144;
const TOP = 80;
const BOTTOM = -56;
/** Miller's projection, which keeps the far north readable. */
const miller = (latitude) => 1.25 * Math.log(Math.tan(Math.PI / 4 + 0.4 * latitude * (Math.PI / 180)));
const back = (y) => ((2.5 * (Math.atan(Math.exp(0.8 * y)) - Math.PI / 4)) * 180) / Math.PI;
const step = (2 * Math.PI) / COLUMNS;
const ROWS = Math.ceil((miller(TOP) - miller(BOTTOM)) / step);

/** A ring across the date line goes on beyond it, instead of coming back around the world. */
const unrolled = (ring) => {
  let turns = 0;
  return ring.map(([x, y], at) => {
    const step = at === 0 ? 0 : x - ring[at - 1][0];
    if (Math.abs(step) > 180) turns -= Math.sign(step) * 360;
    return [x + turns, y];
  });
};
const rings = (geometry) => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates);
const area = (ring) =>
  ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0) / 2;
const inside = (ring, x, y) => [x, x - 360, x + 360].some((x) => within(ring, x, y));
const within = (ring, x, y) => {
  let odd = false;
  for (let at = 0, last = ring.length - 1; at < ring.length; last = at, at += 1) {
    const [x1, y1] = ring[at];
    const [x2, y2] = ring[last];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
  }
  return odd;
};

const countries = [];
for (const one of feature(world, world.objects.countries).features) {
  const code = one.properties.name === 'Kosovo' ? 'XK' : names.numericToAlpha2(one.id);
  if (code && code !== 'AQ') countries.push({ code, polygons: rings(one.geometry).map((polygon) => polygon.map(unrolled)) });
}

const grid = Array.from({ length: ROWS }, () => Array(COLUMNS).fill(''));
const place = (row, column) => [-180 + (column + 0.5) * (360 / COLUMNS), back(miller(TOP) - (row + 0.5) * step)];
for (let row = 0; row < ROWS; row += 1) {
  for (let column = 0; column < COLUMNS; column += 1) {
    const [x, y] = place(row, column);
    const hit = countries.find(({ polygons }) =>
      polygons.some(([outer, ...holes]) => inside(outer, x, y) && !holes.some((hole) => inside(hole, x, y))),
    );
    grid[row][column] = hit?.code ?? '';
  }
}

// A country too small for a cell of its own gets one nevertheless: the sea's, or that of a large neighbour.
const cells = (code) => grid.flat().filter((one) => one === code).length;
for (const { code, polygons } of countries.filter(({ code }) => cells(code) === 0)) {
  const [ring] = polygons.map(([outer]) => outer).sort((one, other) => Math.abs(area(other)) - Math.abs(area(one)));
  const middle = [0, 1].map((axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length);
  const column = Math.floor(((middle[0] + 180) / 360) * COLUMNS);
  const row = Math.floor((miller(TOP) - miller(middle[1])) / step);
  const near = [0, 1, -1, 2, -2].flatMap((down) => [0, 1, -1, 2, -2].map((right) => [row + down, column + right]));
  near.sort((one, other) => {
    const far = ([r, c]) => (r - row) ** 2 + (c - column) ** 2;
    return far(one) - far(other);
  });
  const free = near.find(([r, c]) => grid[r]?.[c] === '' || cells(grid[r]?.[c] ?? code) > 3);
  if (free) grid[free[0]][free[1]] = code;
}

for (const row of grid) {
  const runs = [];
  for (const code of row) {
    if (runs.at(-1)?.code === code) runs.at(-1).length += 1;
    else runs.push({ code, length: 1 });
  }
  if (runs.at(-1).code === '') runs.pop();
  console.log(runs.map(({ code, length }) => `${length === 1 && code ? '' : length}${code}`).join(' '));
}
