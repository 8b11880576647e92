/** Colours have a contrast of 4.5 or more on their ground, in light and in dark. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1a1d21;--soft:#565d66;--paper:#fff;--band:#f3f5f7;--line:#c3c9d0;--link:#0a58b0;
--bad:#b3261e;--bad-ground:#fdecea;--warn:#7a4b00;--warn-ground:#fff4dc;--good:#0b6b2e;--good-ground:#e6f5ea;--move:#5b4a9e}
@media (prefers-color-scheme:dark){:root{--ink:#eceff3;--soft:#aab2bd;--paper:#15181c;--band:#1e2228;--line:#3d444d;--link:#7fb8ff;
--bad:#ff9b91;--bad-ground:#3a1614;--warn:#ffcf7a;--warn-ground:#33260c;--good:#6fd694;--good-ground:#10301c;--move:#c3b5ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,nav,footer{max-width:75rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .25rem}
h2{font-size:1.35rem;margin:2.5rem 0 .75rem}
h3{font-size:1.1rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}
ul{margin:.25rem 0;padding-left:1.25rem}
a{color:var(--link)}
code{font:.9em ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
[hidden]{display:none!important}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:1}
.soft,.type{color:var(--soft)}
.type{font-size:.85rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.verdict{font-weight:600;font-size:1.1rem}
.losses{border:3px solid var(--bad);background:var(--bad-ground);border-radius:8px;padding:.25rem 1.25rem 1rem;margin-top:1.5rem}
.losses h2{color:var(--bad);font-size:1.6rem;margin-top:.75rem}
.losses li{margin:.75rem 0;font-size:1.1rem}
.losses.allowed{border-color:var(--warn);background:var(--warn-ground)}
.losses.allowed h2,.allowed strong{color:var(--warn)}
.losses.none{border:1px solid var(--good);background:var(--good-ground);padding:.25rem 1.25rem}
.losses.none p{color:var(--good);font-weight:600}
.violations{border:2px solid var(--warn);border-radius:8px;padding:.25rem 1.25rem 1rem;margin-top:1.5rem}
.violations h2{color:var(--warn);margin-top:.75rem}
.violations li{margin:.5rem 0}
.words{white-space:pre-line}
.mandatory{color:var(--bad)}
.forces{color:var(--bad);font-weight:600}
.perhaps{color:var(--warn);font-weight:600}
.badge{font-size:.8rem;font-weight:600;border:1px solid;border-radius:4px;padding:0 .35rem;white-space:nowrap}
.replace,.delete{color:var(--bad)}
.possible,.forget{color:var(--warn)}
.update,.read{color:var(--link)}
.create,.import{color:var(--good)}
.move{color:var(--move)}
del,ins{text-decoration:none;border-radius:3px;padding:0 .2rem}
del{background:var(--bad-ground);color:var(--bad)}
ins{background:var(--good-ground);color:var(--good)}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--soft);padding:.5rem .75rem}
th,td{text-align:left;padding:.4rem .75rem;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:normal}
td.money,th.money{text-align:right;font-variant-numeric:tabular-nums}
summary{cursor:pointer;padding:.15rem 0}
.tree,.tree ul{list-style:none;padding-left:1rem}
.tree{padding-left:0}
.tree ul{border-left:1px solid var(--line);margin-left:.35rem}
.tree li{margin:.15rem 0}
.properties{list-style:disc!important;border-left:0!important;padding-left:1.5rem!important;font-size:.95rem}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;background:var(--band);border-radius:8px;padding:.75rem}
.tools label{display:block;font-size:.9rem;flex:1 1 12rem}
.tools input,.tools select,.tools button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:4px;padding:.35rem .5rem;min-height:2.5rem;max-width:100%}
.tools input,.tools select{display:block;width:100%}
.tools p{flex-basis:100%;margin:0;color:var(--soft)}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--soft);font-size:.9rem}
@media (max-width:40rem){.tree,.tree ul{padding-left:.5rem}.losses{padding:.25rem .75rem}h1{font-size:1.35rem}}
@media print{.tools{display:none}}
`;
