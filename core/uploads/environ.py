"""What the web server tells of a request in its WSGI environment. Without imports."""

# The whole body has been read, or what came of it: reading it waits for nobody.
BODY_IS_HERE = "portal.body_is_here"
