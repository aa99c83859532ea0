"""The AudioTag API, `POST /api`. Source: audiotag.info, Application Programming Interface 2.5."""
