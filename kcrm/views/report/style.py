"""What pages of a folder look like beside a report: links between them, by day and by night, two figures on a sheet of paper."""

from __future__ import annotations

FOLDER_STYLE = """
:root{color-scheme:light dark}
nav ul{display:flex;flex-wrap:wrap;gap:.2em;list-style:none;padding:0;margin:0 0 .8em;border-bottom:1px solid #cfd6de}
nav li{margin:0}nav a{display:block;padding:.5em .7em;color:#1a5391;text-decoration:none;border-bottom:3px solid transparent}
nav a:hover{text-decoration:underline}nav a[aria-current]{font-weight:600;border-bottom-color:#1f5fa8;color:inherit}
a{color:#1a5391}a:focus-visible,summary:focus-visible,.table:focus-visible{outline:3px solid #b36200;outline-offset:2px}
.past{position:absolute;left:-99em}.past:focus{position:static;display:inline-block;padding:.4em .7em}
.card a{font-size:.95em}.summary .card b{font-size:1.5em}section[id]{scroll-margin-top:.5em}
@media screen and (prefers-color-scheme:dark){
body{color:#e4e7ea;background:#15181b}.under,.note,small,caption,.look{color:#aeb6be}a,nav a,summary{color:#8fc1f5}
h2{border-color:#4f8fd0}.card,nav ul{border-color:#3c454e}th,td{border-color:#333b43}thead th{border-color:#6b7783}code{background:#252b31}
.good{color:#7fd197}.bad{color:#ff9d94}.bad small{color:#aeb6be}nav a[aria-current]{border-color:#4f8fd0}
svg.chart text{fill:#e4e7ea;stroke:#15181b}svg.chart .u{fill:#aeb6be}svg.chart .v{fill:#7d8b98;stroke:#c5cdd5}
svg.chart .o{fill:#15181b;stroke:#c5cdd5}
svg.chart .zero,svg.chart .mean,svg.chart .usual,svg.chart .target{stroke:#e4e7ea}
svg.line polyline{stroke:#8fc1f5}svg.line circle{fill:#8fc1f5}svg.line .t{stroke:#e0bd5a}
}
@media print{
nav,.past{display:none}.summary{page:auto;break-after:auto;font-size:10pt}.summary .cards{grid-template-columns:repeat(4,1fr);gap:.5em}
.summary .card b{font-size:1.2em}.summary svg{height:10mm}main section[id]{break-inside:avoid}a{color:inherit;text-decoration:none}
main section[id] svg.chart{max-width:150mm}
}
"""
"""After the style of the report, whose rules it narrows. Colours keep a contrast of 4.5 to 1 or more (WCAG 2.2, 1.4.3)."""
