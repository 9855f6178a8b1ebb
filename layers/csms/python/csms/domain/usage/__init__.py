"""How the chargers are used: what each session adds to sums per hour, and what the sums say."""
