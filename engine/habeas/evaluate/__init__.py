"""The engines. Each computes the same function: plan and atom values in, a truth value for every node out."""
