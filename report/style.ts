export const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#16181d,#e9eaee);--grey:light-dark(#5f6570,#9aa1ad);--faint:light-dark(#c9cdd4,#3c414b);--paper:light-dark(#fff,#131519);--shade:light-dark(#f5f6f8,#1b1e24);--red:light-dark(#b3121d,#ff7b78)}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.5rem 6rem;max-width:76rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0;font-weight:600}
h2{font-size:1.1rem;margin:2.6rem 0 .6rem;font-weight:600}
h3{font-size:1rem;margin:1.2rem 0 .3rem;font-weight:600}
p{margin:.3rem 0}
a{color:inherit;text-underline-offset:.2em;text-decoration-color:var(--faint)}
small,.grey,th,dt{color:var(--grey)}
small{font-size:.87em}
code,pre,textarea,input,td.code,output{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.87em}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0;padding:.4rem .6rem;background:var(--shade);border-radius:4px}
.lost,.red,.lost output{color:var(--red)}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px;border-radius:3px}
nav{display:flex;gap:1.2rem;margin:.8rem 0 0}
nav button{all:unset;cursor:pointer;color:var(--grey);padding:.1rem 0;border-bottom:2px solid transparent}
nav button:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
nav [aria-selected=true]{color:var(--ink);border-color:var(--ink)}
#box{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--faint);margin:1.6rem 0 0;padding:.7rem 0}
#box form{display:flex;flex-wrap:wrap;gap:.5rem}
#box label{flex:1 1 12rem}
#box .method{flex:0 0 6.5rem}
#box .url{flex:3 1 22rem}
#box .client{flex:0 1 11rem}
label{display:block;font-size:.8rem;color:var(--grey)}
input,textarea{width:100%;font-size:.93rem;padding:.35rem .5rem;border:1px solid var(--faint);border-radius:4px;background:var(--paper);color:var(--ink)}
textarea{height:2.1rem;resize:vertical;display:block}
.answer{margin:.6rem 0 0}
.answer output{font:inherit;font-size:1.15rem;font-weight:600;overflow-wrap:anywhere}
.why summary,summary{cursor:pointer;color:var(--grey)}
.why>ol{max-height:45vh;overflow:auto}
.why ol{list-style:none;margin:.3rem 0;padding:0}
.why li{padding:.1rem 0 .1rem 1.4rem;text-indent:-1.4rem;overflow-wrap:anywhere}
.why li>*{text-indent:0}
.why li::before{content:"";display:inline-block;width:1.4rem;text-indent:0}
.why .no{color:var(--grey)}
.why .no::before{content:"–"}
.why .yes::before{content:"✓"}
.why .may::before{content:"?"}
.why li>code{display:block;margin-left:1.4rem;color:var(--grey)}
.why .yes>code{color:var(--ink)}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:var(--ink)}
.way{fill:none;stroke:var(--faint)}
.way.lit{stroke:var(--ink)}
.node rect{fill:var(--paper);stroke:var(--ink)}
.node.adopted rect{stroke-dasharray:4 3}
.node.existing rect{stroke:var(--faint);fill:var(--shade)}
.node.existing text,.node.none text,.node.folded text{fill:var(--grey)}
.node.none rect,.node.folded rect{stroke:var(--faint)}
.node.lit rect{stroke:var(--ink);stroke-width:2.2}
.node.lit text{font-weight:600;fill:var(--ink)}
.node.denied rect{stroke:var(--red);stroke-width:2.2}
.node.denied text{fill:var(--red)}
.node.chosen rect{fill:var(--ink)}
.node.chosen text{fill:var(--paper)}
.timeline rect{fill:var(--grey)}
.timeline .critical{fill:var(--ink)}
.timeline .good{fill:var(--faint)}
.timeline .bad{fill:var(--red)}
.timeline line{stroke:var(--shade)}
.timeline .grey{fill:var(--grey)}
[role=button]{cursor:pointer}
.scroll{overflow-x:auto}
.high{max-height:80vh}
.scroll>svg{min-width:56rem}
.tools{display:flex;gap:1rem;align-items:end;margin:.4rem 0 .8rem}
.tools label{flex:0 1 22rem}
.tools button,form button{font:inherit;color:var(--ink);background:none;border:1px solid var(--faint);border-radius:4px;padding:.25rem .6rem;cursor:pointer}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.22rem 1rem .22rem 0;border-bottom:1px solid var(--shade);overflow-wrap:break-word}
th{white-space:nowrap;font-weight:400;font-size:.87em}
td.num,th.num{text-align:right;white-space:nowrap}
td.code{min-width:13rem}
tbody th{color:var(--ink);font-weight:600;font-size:1em;padding-top:.9rem}
.bar{display:inline-block;width:10rem;height:.5rem;background:var(--shade);border-radius:2px;overflow:hidden;vertical-align:middle}
.bar i{display:block;height:100%;background:var(--grey)}
.bar .near{background:var(--red)}
article{padding:.5rem 0;border-bottom:1px solid var(--shade)}
article p{margin:.1rem 0;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:9rem 1fr;gap:.3rem 1rem;margin:.4rem 0}
dd{margin:0;min-width:0}
ul.plain{list-style:none;margin:0;padding:0}
[hidden]{display:none!important}
@media(max-width:48rem){html{scroll-padding-top:0!important}body{padding:1rem}dl{grid-template-columns:1fr}#box{position:static}section{overflow-x:auto}}
@media print{.high{max-height:none}#box{position:static}.tools,nav{display:none}}
`;
