"""How the novelty weights are made: streams, pairs, the fit, cross-validation. Nothing here runs in the pipeline."""
