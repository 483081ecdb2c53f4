"""What speed costs: ratios of this program to simpler ones that read the same passages, measured side by side.

`python -m benchmarks` runs all of it. Invariant: nothing here is compared across runs or machines; each figure is a
ratio of two things timed in turns within one run.
"""
