"""The ledger of learning hours (JP), and what is recognised from outside."""
