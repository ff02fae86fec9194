"""People, units, postings, supervisors and the rules that hold for them."""
