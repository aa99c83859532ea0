"""The shared ground that the product's apps stand on."""
