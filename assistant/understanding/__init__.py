"""Stage 2, understand: what did she tell us, what asks she?"""
