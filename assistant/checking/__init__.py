"""Stage 7, check: is each sentence allowed by the verdicts and supported by its passage?"""
