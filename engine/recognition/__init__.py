"""The recognition library over the engine's own index, with results in the API's form."""
