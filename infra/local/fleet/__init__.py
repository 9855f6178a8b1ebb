"""A fleet of simulated charging stations, for the demo and for end-to-end tests. It knows nothing of csms."""
