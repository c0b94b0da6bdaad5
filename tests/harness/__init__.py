"""What tests on the simulated machine are written with: guests, the compositor, eyes and hands."""
