"""One module per office: which rows it lists, in which layout, with which habits of writing. Layouts: domain notes 1."""
