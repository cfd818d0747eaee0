/** The colours by their names, on light and on dark paper, as the reader's system is. Style sheet text. */
export const COLOURS = `:root{--paper:#fff;--sheet:#f6f7f9;--ink:#1b2330;--quiet:#566070;--rule:#d8dde5;--main:#1f5fbf;--other:#5f6b7c;--second:#a84b00;--bar:#cfe0f8;--right:#4d8be0;--wrong:#e58a3c;--good:#17703f;--open:#8a5a00;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--paper:#12161d;--sheet:#1a202a;--ink:#e8ecf2;--quiet:#a6b0be;--rule:#333d4b;--main:#82b6ff;--other:#a6b0be;--second:#f2a65a;--bar:#25426b;--right:#2f68bd;--wrong:#a3591b;--good:#5fd39a;--open:#f0c04f;--bad:#ff8f85}}`;

/** What the classes of drawn shapes look like, in a page and in a drawing by itself; it names the colours. Style sheet text. */
export const PLOT_STYLE = `svg text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;unicode-bidi:isolate}
svg .tick{fill:var(--quiet);font-size:11px}
svg .side{fill:var(--quiet);font-size:11px;font-weight:600}
svg .strong,svg .told{font-weight:600}
svg .named,svg .told{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
svg .cell{font-size:11px}
.grid{stroke:var(--rule)}.axis{stroke:var(--quiet)}
.mark{stroke:var(--quiet);stroke-dasharray:4 4}
.main{stroke:var(--main);fill:var(--main)}.other{stroke:var(--other);fill:var(--other)}.second{stroke:var(--second);fill:var(--second)}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.second.line{stroke-dasharray:6 3}
.bar{stroke-linecap:butt}line.bar{stroke-width:6;stroke-opacity:.4}
.dot{stroke:var(--paper);stroke-width:1}.fill{stroke:none}
.whisker{stroke-width:1.5;stroke-opacity:.6}
.chosen{fill:none;stroke:var(--ink);stroke-width:2}
.field{fill:none;stroke:var(--rule)}
rect.right{fill:var(--right)}rect.wrong{fill:var(--wrong)}`;
