"""Reports: one result, rendered as text, HTML and JSON, in Dutch and English."""
