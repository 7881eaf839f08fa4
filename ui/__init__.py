"""The page, in Streamlit. It talks to ``Coach`` alone."""
