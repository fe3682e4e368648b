"""Tampering synthesis: pristine pictures in, altered pictures with masks, coefficients and labels out (model.md 9.2)."""
