"""Write a rendered course in one standard's form."""
