"""A course in the browser while it is written: built again at every saving, with findings.

Pages are those of the package for the web, so that quizzes and simulations are played as
learners will play them. Nothing is written to the disk.
"""
