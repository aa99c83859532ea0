"""The AudioTag API 2.5: info, stat, identify, get_result. Source: audiotag.info, API."""
