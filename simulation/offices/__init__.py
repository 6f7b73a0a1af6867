"""One module per office: which rows it lists, in which layout (domain notes 1), how it writes them."""
