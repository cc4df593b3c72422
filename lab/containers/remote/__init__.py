"""Engines of other machines: their ports and files through one relay for each lab, over the engine's own connection."""
