"""Makes the pages of the site that follow from the code, and the pictures and outputs that the pages show."""
