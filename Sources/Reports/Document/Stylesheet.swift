/// The page's style: one column, calm, in light, in dark and on paper.
enum Stylesheet {
  static let text = """

    :root{\(light)}
    @media (prefers-color-scheme:dark){:root{\(dark)}}
    @media print{:root{\(light)}}
    *{box-sizing:border-box}
    html{color-scheme:light dark;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
    font-variant-numeric:tabular-nums lining-nums}
    main{max-width:792px;margin:0 auto;padding:40px 16px 72px}
    h1{font-size:28px;line-height:1.2;letter-spacing:-.01em;margin:0;overflow-wrap:anywhere}
    .subtitle{color:var(--soft);margin:8px 0 0;overflow-wrap:anywhere}
    h2{font-size:20px;line-height:1.3;margin:48px 0 12px;padding-top:14px;
    border-top:1px solid var(--rule)}
    h3{font-size:16px;margin:28px 0 8px}
    h4{font-size:14px;margin:0 0 10px;font-weight:600}
    p,ul{margin:12px 0;max-width:70ch}
    ul{padding-left:20px}
    li{margin:4px 0;overflow-wrap:anywhere}
    code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
    overflow-wrap:anywhere}
    .warning{border-left:3px solid var(--c3);background:var(--panel);padding:10px 14px;
    max-width:none;font-size:15px;overflow-wrap:anywhere}
    .table{overflow-x:auto;margin:16px 0}
    .table:focus-visible{outline:2px solid var(--c1);outline-offset:2px}
    table{border-collapse:collapse;font-size:14px;line-height:1.4;min-width:50%}
    caption{text-align:left;color:var(--soft);padding-bottom:6px}
    th{font-weight:600;text-align:left;vertical-align:bottom;color:var(--soft);font-size:13px}
    th,td{padding:6px 18px 6px 0;border-bottom:1px solid var(--rule)}
    th:last-child,td:last-child{padding-right:2px}
    td{vertical-align:top}
    td:not(.figures){min-width:7em}
    .figures{text-align:right;white-space:nowrap}
    th.figures{white-space:normal}
    dl{margin:16px 0}
    dd{margin:0;overflow-wrap:anywhere}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));
    gap:14px 24px}
    .facts .long{grid-column:1/-1}
    .facts dt{color:var(--soft);font-size:13px}
    .facts dd{font-size:15px}
    .definitions{font-size:14px}
    .definitions div{display:grid;grid-template-columns:170px 1fr;gap:4px 20px;padding:5px 0;
    border-bottom:1px solid var(--rule)}
    .definitions dt{font-weight:600}
    .definitions dd{color:var(--soft)}
    figure{margin:28px 0}
    figcaption{color:var(--soft);font-size:14px;margin-top:6px;max-width:75ch}
    details{margin-top:6px;font-size:14px}
    summary{color:var(--soft);cursor:pointer}
    svg{display:block;max-width:100%;height:auto;overflow:visible}
    svg.narrow{display:none}
    svg text{font-size:12px;fill:var(--ink);font-family:inherit}
    svg .tick,svg .title{fill:var(--soft)}
    svg .ink{fill:var(--c)}
    svg .on{fill:var(--on);font-size:11px}
    .grid{stroke:var(--rule);stroke-width:1}
    .axis{stroke:var(--soft);stroke-width:1}
    .marker{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
    .line{stroke:var(--c);stroke-width:1.8;fill:none;stroke-linejoin:round}
    .dashed{stroke-dasharray:5 4}
    .band{fill:var(--c);opacity:.18}
    .whisker{stroke:var(--c);stroke-width:1.3}
    .dot{fill:var(--c);stroke:var(--paper);stroke-width:1}
    .dot.hollow{fill:var(--paper);stroke:var(--c);stroke-width:1.6}
    .bar{fill:var(--c)}
    .cross{stroke:var(--ink);stroke-width:1.8}
    .c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}
    .c4{--c:var(--c4)}.c5{--c:var(--c5)}.c6{--c:var(--c6)}
    @media (max-width:640px){
    main{padding:24px 16px 48px}
    h1{font-size:24px}
    svg.wide{display:none}
    svg.narrow{display:block}
    .definitions div{grid-template-columns:1fr}
    .facts{grid-template-columns:1fr 1fr;gap:12px 16px}
    th,td{padding-right:14px}
    }
    @media print{
    body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
    main{max-width:none;padding:0}
    svg.wide{display:block}
    svg.narrow{display:none}
    h2,h3,h4{break-after:avoid}
    figure,.warning,tr,dl div{break-inside:avoid}
    .table{overflow:visible}
    details{display:none}
    }

    """

  private static let light = """
    --paper:#fff;--panel:#f6f7f9;--ink:#1d2329;--soft:#5b6570;--rule:#dfe3e8;--on:#fff;\
    --c1:#2463a6;--c2:#2b7a4b;--c3:#bf5708;--c4:#7a4ca5;--c5:#9a6f00;--c6:#747d87
    """

  private static let dark = """
    --paper:#14181c;--panel:#1d2329;--ink:#e4e8ec;--soft:#9aa5b0;--rule:#303840;--on:#10151a;\
    --c1:#75aee8;--c2:#6cc492;--c3:#f29a5c;--c4:#bf9be8;--c5:#dcb84e;--c6:#98a3ae
    """
}
