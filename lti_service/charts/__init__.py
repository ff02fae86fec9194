"""Numbers become SVG; pure."""
