"""Stage 1, screen: is anyone in danger?"""
