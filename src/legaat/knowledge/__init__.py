"""Knowledge: interventions, safety rules, claims and their sources, as data."""
