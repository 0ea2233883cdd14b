"""An Article in the formats that people read on with: Markdown, HTML, TEI, vertical text."""
