"""What people write into the cells of a table, as the fields of an item. What is not understood is not guessed."""
