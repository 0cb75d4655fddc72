"""The made-up county for demonstration, tests and benchmarks."""
