"""What a page of a very long list costs, beside Django's admin and Django REST framework."""
