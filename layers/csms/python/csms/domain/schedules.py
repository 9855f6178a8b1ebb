"""What the operator books: a site limit between two times, once or weekly in the site's time zone."""
