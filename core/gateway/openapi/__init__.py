"""The OpenAPI document of the gateway and of the portal's own REST."""
