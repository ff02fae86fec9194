"""From evidence to a standing: proposals, decisions, moderation, objections."""
