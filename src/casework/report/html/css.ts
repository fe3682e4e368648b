/** Style of the HTML twin: readable on a screen, and printed on A4 with the measures of the PDF. */
export const CSS = `
:root{color-scheme:light;--text:#16181d;--muted:#5b616b;--rule:#b9bec7;--head:#eef0f3;--warning:#9a4200;--notice:#fdf3e7}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:var(--text);font:16px/1.5 "Noto Sans",system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,header.page,footer.page{max-width:52rem;margin:0 auto;padding:0 1.5rem}
header.page{display:flex;gap:1rem;align-items:center;border-bottom:1px solid var(--rule);padding-top:1.25rem;padding-bottom:.75rem;color:var(--muted);font-size:.8rem}
header.page span:last-child{margin-left:auto;text-align:right}
header.page img{max-height:2rem;width:auto}
footer.page{border-top:1px solid var(--rule);margin-top:3rem;padding-top:.75rem;padding-bottom:2rem;color:var(--muted);font-size:.8rem;overflow-wrap:anywhere}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem}
h1{font-size:2.1rem;line-height:1.2;margin:3rem 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.5rem;line-height:1.25;margin:2.6rem 0 .7rem;padding-bottom:.2rem;border-bottom:1px solid var(--text);overflow-wrap:anywhere}
h3{font-size:1.2rem;margin:1.8rem 0 .4rem;overflow-wrap:anywhere}
h4{font-size:1rem;margin:1.2rem 0 .3rem;overflow-wrap:anywhere}
.number{margin-right:.6em}
p,li,figcaption,caption{overflow-wrap:anywhere}
p{margin:.5rem 0;white-space:pre-line}
.subtitle{font-size:1.15rem;color:var(--muted)}
.muted{color:var(--muted);font-size:.875rem}
.warning{color:var(--warning);border-left:3px solid var(--warning);padding-left:.8rem}
.strong{font-weight:700}
.notice{background:var(--notice);border-left:4px solid var(--warning);padding:.9rem 1.1rem}
.fixed,pre{font-family:"Noto Sans Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere;white-space:pre-wrap}
pre{background:var(--head);padding:.8rem 1rem;margin:.7rem 0}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;margin:1rem 0;table-layout:fixed;font-size:.875rem}
caption{text-align:left;font-weight:700;padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid var(--rule);overflow-wrap:anywhere;white-space:pre-line}
thead th{background:var(--head);border-top:2px solid var(--text);border-bottom:1px solid var(--text)}
.right{text-align:right}
table.facts th{font-weight:400;color:var(--muted);width:30%}
nav ol{list-style:none;padding:0;margin:.5rem 0}
nav li{margin:.15rem 0}
nav li.below{padding-left:1.5rem}
nav a{color:inherit;text-decoration:none}
nav a:hover,nav a:focus{text-decoration:underline}
figure{margin:1.4rem 0;break-inside:avoid}
.pictures{display:flex;gap:.9rem;align-items:flex-start}
.row{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.9rem}
.pictures img,.row img{display:block;width:100%;height:auto;border:1px solid var(--rule)}
.row img{width:auto;max-width:100%}
.label{color:var(--muted);font-size:.8rem;margin:.2rem 0}
.key{display:flex;justify-content:space-between;gap:2rem;font-size:.75rem;color:var(--muted);margin:.4rem 0}
.legend{width:15rem;position:relative;padding-bottom:1.2rem;margin-left:auto}
.ramp{height:.6rem;border:1px solid var(--rule);position:relative}
.mark{position:absolute;top:-3px;bottom:-3px;width:2px;background:var(--text)}
.ends{display:flex;justify-content:space-between}
.bar{border:solid var(--text);border-width:0 1px;height:.6rem;position:relative;margin-top:.4rem}
.bar::after{content:"";position:absolute;left:0;right:0;top:50%;border-top:2px solid var(--text)}
figcaption{font-size:.875rem;margin-top:.4rem}
.signature{margin-top:4rem;border-top:1px solid var(--text);width:22rem;max-width:100%;padding-top:.4rem;break-inside:avoid}
.signature p{margin:0}
.watermark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;font-size:18vmin;font-weight:700;color:#3a3f47;opacity:.09;transform:rotate(-52deg);pointer-events:none;z-index:1}
hr{border:0;margin:2.5rem 0}
@media print{@page{size:A4;margin:22mm 22mm 20mm}body{font-size:10pt;line-height:1.4}main,header.page,footer.page{max-width:none;padding-left:0;padding-right:0}.scroll{overflow:visible}thead{display:table-header-group}tr{break-inside:avoid}h1,h2,h3,h4{break-after:avoid}hr{break-after:page;margin:0}p{orphans:2;widows:2}}
@media (max-width:40rem){.pictures{gap:.5rem}.row{grid-template-columns:minmax(0,1fr)}}
`.replaceAll('\n', '');
