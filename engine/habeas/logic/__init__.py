"""Three truth values, formulas in negation normal form, and the plan: a rulebook compiled into strata of nodes."""
