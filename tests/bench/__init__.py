"""What things cost, beside other compositors: ./dev bench. See docs/performance.md."""
