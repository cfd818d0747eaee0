import { Markup } from './markup.ts';
import { COLOURS, PLOT_STYLE } from './plots/plot-style.ts';

/** The report's style sheet: light and dark as the reader's system is, readable on a phone, and plain on paper. */
export const STYLE = new Markup(`
${COLOURS}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1040px;margin:0 auto;padding:24px 20px 64px}
header{border-left:6px solid var(--open);padding:4px 0 4px 20px;margin-bottom:40px}
header.good{border-color:var(--good)}header.bad{border-color:var(--bad)}
h1{font-size:clamp(1.4rem,1rem + 2.2vw,2.1rem);line-height:1.25;margin:.3em 0 .5em;font-weight:650;overflow-wrap:anywhere;text-wrap:pretty}
h2{font-size:1.3rem;margin:0 0 .7em}
h3{font-size:1rem;margin:1.4em 0 .4em}.pair h3{margin-top:0}
.of{margin:0;color:var(--quiet);overflow-wrap:anywhere}
.badge{margin:.8em 0 0;font-weight:700;color:var(--open)}
.good .badge{color:var(--good)}.bad .badge{color:var(--bad)}
.remedy{font-weight:500;overflow-wrap:anywhere}
section{border-top:1px solid var(--rule);padding:28px 0 12px}
p,li,dd,bdi,figcaption{overflow-wrap:anywhere}
code{font:.88em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,monospace}
small{display:block;color:var(--quiet);font-size:.78em;font-weight:400;line-height:1.3}
.tiles{list-style:none;margin:24px 0 0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px}
.tiles li{max-width:320px;background:var(--sheet);border-radius:8px;padding:12px 14px}
.tiles strong{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:12px 40px;align-items:start}
.pair>*{min-width:0}
figure{margin:0 0 20px}
figcaption,caption{color:var(--quiet);font-size:.88rem;text-align:left}
caption{padding-bottom:6px}
svg{display:block;width:100%;height:auto}
${PLOT_STYLE}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--main);outline-offset:2px}
.scroll>svg{min-width:320px}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums;margin-bottom:20px}
th,td{text-align:right;padding:6px 8px;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600}
thead th{vertical-align:bottom;color:var(--quiet);font-size:.85rem}
th[scope=row],thead th:first-child{text-align:left;min-width:7em}
.names th[scope=row]{min-width:3em}.names td{min-width:6em}.names td:last-child{min-width:0}.names td small{display:inline;margin-left:.6em}
tbody th{font-weight:500}
td.bar{background:linear-gradient(90deg,var(--bar) var(--p),transparent 0) no-repeat 0 50%/calc(100% - 6px) 80%;min-width:6.5em;padding-right:12px}
.bars td.bar{width:55%;text-align:left}.bars thead th{text-align:left}
.known td,.known thead th,.names th:not(:last-child),.names td:not(:last-child){text-align:left}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:0 40px;margin:0 0 20px}
dl div{display:flex;justify-content:space-between;gap:16px;border-bottom:1px solid var(--rule);padding:6px 0}
dt{color:var(--quiet);flex:none}dd{margin:0;text-align:right;min-width:0}
ul{padding-left:1.2em}
@media (min-width:860px){.classes small{display:inline;margin-left:.7em;white-space:nowrap}.classes th,.classes td{padding-top:4px;padding-bottom:4px}}
@media (max-width:480px){main{padding:16px 14px 48px}header{padding-left:14px}table{font-size:.84rem}th,td{padding:5px 4px}th[scope=row],thead th:first-child{min-width:5.5em}td.bar{min-width:4.7em;padding-right:9px}dl div{flex-wrap:wrap}}
@media print{:root{--paper:#fff;--sheet:#f6f7f9;--ink:#000;--quiet:#444;--rule:#ccc;--main:#1f5fbf;--other:#5f6b7c;--second:#a84b00;--bar:#cfe0f8;--right:#4d8be0;--wrong:#e58a3c;--good:#17703f;--open:#8a5a00;--bad:#b3261e}body{font-size:11pt}main{max-width:none;padding:0}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}figure,tr,dl div,.tiles li{max-width:320px;break-inside:avoid}h2,h3,caption{break-after:avoid}.scroll{overflow:visible}.pair{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px 28px}thead{break-after:avoid}.pair table{font-size:.74rem}.pair th,.pair td{padding:4px 3px}.pair th[scope=row],.pair thead th:first-child{min-width:4em}}
`);
