"""What markup and place say of a page's blocks together: a learned judge, and the page's genre."""
