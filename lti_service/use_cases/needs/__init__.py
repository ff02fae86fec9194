"""The yearly cycle of needs (AKPK): inventory, verification, validation."""
