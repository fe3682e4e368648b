/** Style of the contact sheet. System fonts, no scripts, light and dark by the reader's own setting. */
export const SHEET_STYLE = `
:root { color-scheme: light dark; --page: #f6f6f4; --card: #ffffff; --ink: #1c1d1f; --soft: #5d6166; --line: #d9dadb; --mark: #b3261e; --calm: #3f5f7f; --problem: #8a5a00; --track: #e4e5e6; }
@media (prefers-color-scheme: dark) { :root { --page: #17181a; --card: #202225; --ink: #e9eaeb; --soft: #a3a8ae; --line: #363a3e; --mark: #ff8a7a; --calm: #9dbbe0; --problem: #f0bd63; --track: #34383c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1500px; padding: 24px; background: var(--page); color: var(--ink); font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 28px 0 10px; }
p { margin: 4px 0; } a { color: var(--calm); } .soft { color: var(--soft); }
code, .mono { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 12px; }
.counts { display: flex; flex-wrap: wrap; gap: 8px 24px; margin: 14px 0; padding: 0; list-style: none; } .counts b { font-size: 20px; font-variant-numeric: tabular-nums; }
details, .legend { border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; margin: 12px 0; background: var(--card); }
.legend dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 8px 0 0; } .legend dt { font-weight: 600; } .legend dd { margin: 0; }
nav { display: flex; gap: 16px; margin: 14px 0; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(430px, 1fr)); gap: 16px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; display: flex; flex-direction: column; break-inside: avoid; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; background: var(--line); }
.view { margin: 0; background: var(--page); display: flex; flex-direction: column; min-width: 0; }
.stage { height: 220px; display: flex; align-items: center; justify-content: center; overflow: hidden; }
.view .fit { position: relative; max-width: 100%; max-height: 100%; display: flex; } .view img { display: block; max-width: 100%; max-height: 220px; }
.view svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.view figcaption { padding: 2px 10px 3px; color: var(--soft); font-size: 11px; background: var(--card); }
.text { padding: 10px 14px 12px; } .name { font-weight: 600; overflow-wrap: anywhere; }
.traces { margin: 4px 0 8px; color: var(--calm); } .traces.some { color: var(--mark); font-weight: 600; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0; } .facts dt { color: var(--soft); } .facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.bar { display: inline-block; width: 90px; height: 7px; border-radius: 4px; background: var(--track); overflow: hidden; vertical-align: 1px; margin-right: 6px; } .bar i { display: block; height: 100%; background: var(--calm); }
.table { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 6px 12px; border-top: 1px solid var(--line); vertical-align: top; } thead th { border-top: 0; color: var(--soft); font-weight: 600; } td.path { overflow-wrap: anywhere; }
.code { color: var(--problem); white-space: nowrap; } footer { margin: 28px 0 0; color: var(--soft); font-size: 12px; overflow-wrap: anywhere; }
@media print { body { padding: 0; max-width: none; background: #fff; } .grid { grid-template-columns: 1fr 1fr; } nav { display: none; } }
`;
