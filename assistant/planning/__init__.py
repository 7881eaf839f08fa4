"""Stage 4, plan: what may this reply do?"""
