"""What is true: items with their sources and validity, and the search that finds them."""
