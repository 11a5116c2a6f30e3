"""The drawing library and the recipes behind data-samples/streets."""
