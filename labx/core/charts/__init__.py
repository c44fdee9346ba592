"""Charts: Vega-Lite specifications drawn to SVG on the server, each with its words and its table."""
