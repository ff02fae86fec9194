"""Course files become a ; every node knows its line."""
