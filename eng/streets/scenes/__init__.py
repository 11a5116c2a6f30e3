"""One module for each place; its function of the same name draws it at a given supersampling."""
