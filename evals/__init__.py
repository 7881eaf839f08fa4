"""What Steady is worth, measured: ``python -m evals`` for the labelled cases, ``python -m evals.bench`` for speed."""
