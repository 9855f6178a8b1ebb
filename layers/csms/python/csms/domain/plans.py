"""What the planner computed for a site, and what became of it at each station."""
